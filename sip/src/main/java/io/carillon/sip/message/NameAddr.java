package io.carillon.sip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An address with an optional display name and header parameters: From, To, Contact, Route,
/// Record-Route, Path. RFC 3261 §20.10, §25.1 name-addr and addr-spec.
public record NameAddr(String displayName, Uri uri, Parameters parameters) {
    /// An address without a display name.
    public static NameAddr of(Uri uri) {
        return new NameAddr("", uri, Parameters.NONE);
    }

    /// Reads one address; `what` is the header's name, for the reason of a failure.
    public static NameAddr parse(String text, String what) throws MalformedException {
        var in = new Cursor(text);
        var value = next(in, what);
        if (!in.atEnd()) throw new MalformedException("text after the address in " + what);
        return value;
    }

    /// Reads a comma-separated list of at least one address.
    public static List<NameAddr> parseList(String text, String what) throws MalformedException {
        var in = new Cursor(text);
        var values = new ArrayList<NameAddr>(1);
        do {
            values.add(next(in, what));
        } while (in.skip(','));
        if (!in.atEnd()) throw new MalformedException("text after the address in " + what);
        return values;
    }

    private static NameAddr next(Cursor in, String what) throws MalformedException {
        in.skipSpace();
        var start = in.at;
        var display = "";
        if (in.peek() == '"') {
            display = in.quoted(what);
            in.skipSpace();
            if (in.peek() != '<') throw new MalformedException("missing '<' in " + what);
        } else if (in.peek() != '<') {
            display = tokens(in);
        }
        if (in.skip('<')) {
            var text = in.until(">");
            in.expect('>', what);
            var uri = uriOf(text, what);
            return new NameAddr(display, uri, Parameters.ofHeader(in, what));
        }
        // addr-spec: its parameters belong to the header, and §20.10 wants brackets around a URI
        // that holds a comma, a semicolon or a question mark.
        in.at = start;
        var text = in.until(";, \t\r\n");
        if (text.indexOf('?') >= 0) throw new MalformedException("missing '<>' in " + what);
        return new NameAddr("", uriOf(text, what), Parameters.ofHeader(in, what));
    }

    private static String tokens(Cursor in) {
        var from = in.at;
        var end = from;
        while (Cursor.isToken(in.peek()) || in.peek() > 127) {
            while (Cursor.isToken(in.peek()) || in.peek() > 127) in.at++;
            end = in.at;
            in.skipSpace();
        }
        return in.text.substring(from, end);
    }

    private static Uri uriOf(String text, String what) throws MalformedException {
        try {
            return Uri.parse(text);
        } catch (MalformedException e) {
            throw new MalformedException(e.getMessage() + " in " + what);
        }
    }

    /// The tag parameter of a From or To (§19.3).
    public Optional<String> tag() {
        return parameters.get("tag");
    }

    /// A copy with a tag parameter.
    public NameAddr withTag(String tag) {
        return new NameAddr(displayName, uri, parameters.with("tag", tag));
    }

    @Override
    public String toString() {
        var out = new StringBuilder(96);
        if (!displayName.isEmpty()) out.append(displayName).append(' ');
        out.append('<').append(uri).append('>');
        parameters.appendTo(out);
        return out.toString();
    }
}
