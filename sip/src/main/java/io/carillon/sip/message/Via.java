package io.carillon.sip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One Via value: the transport, the sent-by and the parameters of one hop.
///
/// RFC 3261 §20.42; received and rport: §18.2.1 and RFC 3581.
public record Via(String transport, String host, int port, Parameters parameters) {
    /// What every branch made by the rules of RFC 3261 begins with (§8.1.1.7).
    public static final String MAGIC_COOKIE = "z9hG4bK";

    /// Reads one or more comma-separated values.
    public static List<Via> parseList(String text) throws MalformedException {
        var in = new Cursor(text);
        var first = next(in);
        if (in.atEnd()) return List.of(first);
        var values = new ArrayList<Via>(4);
        values.add(first);
        while (in.skip(',')) values.add(next(in));
        if (!in.atEnd()) throw new MalformedException("illegal text in Via");
        return values;
    }

    /// Reads the first value and leaves the rest unread.
    public static Via parseFirst(String text) throws MalformedException {
        var in = new Cursor(text);
        var first = next(in);
        if (!in.atEnd() && in.peek() != ',') throw new MalformedException("illegal text in Via");
        return first;
    }

    /// The first value, without its parameters when they cannot be read: enough to answer by.
    static Optional<Via> readable(String text) {
        var in = new Cursor(text);
        try {
            var sentBy = sentBy(in);
            try {
                return Optional.of(sentBy.withParameters(Parameters.ofHeader(in, "Via")));
            } catch (MalformedException _) {
                return Optional.of(sentBy);
            }
        } catch (MalformedException _) {
            return Optional.empty();
        }
    }

    private static Via next(Cursor in) throws MalformedException {
        return sentBy(in).withParameters(Parameters.ofHeader(in, "Via"));
    }

    private Via withParameters(Parameters changed) {
        return new Via(transport, host, port, changed);
    }

    /// A value up to its parameters.
    private static Via sentBy(Cursor in) throws MalformedException {
        in.skipSpace();
        in.skipToken("protocol", "Via");
        in.skipSpace();
        in.expect('/', "Via");
        in.skipSpace();
        in.skipToken("version", "Via");
        in.skipSpace();
        in.expect('/', "Via");
        in.skipSpace();
        var transport = in.token("transport", "Via").toUpperCase(Locale.ROOT);
        in.skipSpace();
        var host = in.host("Via");
        in.skipSpace();
        int port = in.port("Via");
        return new Via(transport, host, port, Parameters.NONE);
    }

    /// The sent-by port, or the transport's default (§18.2.2).
    public int portOrDefault() {
        return port >= 0 ? port : transport.equals("TLS") || transport.equals("WSS") ? 5061 : 5060;
    }

    /// The branch parameter: the transaction's name where it begins with [#MAGIC_COOKIE].
    public Optional<String> branch() {
        return parameters.get("branch");
    }

    /// Whether the branch is one that RFC 3261 §8.1.1.7 makes unique.
    public boolean hasUniqueBranch() {
        var branch = parameters.valueOrNull("branch");
        return branch != null
                && branch.length() > MAGIC_COOKIE.length()
                && branch.regionMatches(true, 0, MAGIC_COOKIE, 0, MAGIC_COOKIE.length());
    }

    /// Whether the sender asks for its source port (RFC 3581 §3).
    public boolean asksForRport() {
        return parameters.has("rport");
    }

    /// host[:port] as the sender wrote it, in lower case: one part of a transaction's key.
    public String sentBy() {
        var lower = host.toLowerCase(Locale.ROOT);
        return port < 0 ? lower : lower + ":" + port;
    }

    /// A copy with this parameter.
    public Via with(String name, String value) {
        return new Via(transport, host, port, parameters.with(name, value));
    }

    @Override
    public String toString() {
        var out = new StringBuilder(96).append("SIP/2.0/").append(transport).append(' ');
        out.append(host);
        if (port >= 0) out.append(':').append(port);
        parameters.appendTo(out);
        return out.toString();
    }
}
