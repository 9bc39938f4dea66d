package io.carillon.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One header line: its name and its octets, which are copied as they are when a message is
/// forwarded. Text is read one octet a character (ISO 8859-1), so nothing is lost on the way.
public final class Header {
    private final HeaderName name;

    /// The whole line with its CRLF is `bytes[start, end)`, the trimmed value is within.
    private final byte[] bytes;

    private final int start;
    private final int end;
    private final int valueStart;
    private final int valueEnd;

    private Header(
            HeaderName name, byte[] bytes, int start, int valueStart, int valueEnd, int end) {
        this.name = name;
        this.bytes = bytes;
        this.start = start;
        this.valueStart = valueStart;
        this.valueEnd = valueEnd;
        this.end = end;
    }

    /// A line cut out of received octets: `bytes[start, end)` ends in CRLF, `[valueStart,
    /// valueEnd)` is the value without the white space around it.
    public static Header received(
            HeaderName name, byte[] bytes, int start, int valueStart, int valueEnd, int end) {
        return new Header(name, bytes, start, valueStart, valueEnd, end);
    }

    /// A new line. A line break in `value` becomes a space: no value can begin another header.
    public static Header of(HeaderName name, String text) {
        var label = name.toString();
        var value = LineText.of(text);
        var bytes = new byte[label.length() + value.length() + 4];
        int at = LineText.put(label, bytes, 0);
        bytes[at++] = ':';
        bytes[at++] = ' ';
        int valueStart = at;
        at = LineText.put(value, bytes, at);
        int valueEnd = at;
        bytes[at++] = '\r';
        bytes[at++] = '\n';
        return new Header(name, bytes, 0, valueStart, valueEnd, at);
    }

    public HeaderName name() {
        return name;
    }

    /// The value with folded lines joined by a space (§7.3.1).
    public String value() {
        var text =
                new String(bytes, valueStart, valueEnd - valueStart, StandardCharsets.ISO_8859_1);
        return text.indexOf('\n') < 0 ? text : unfold(text);
    }

    private static String unfold(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int end = i;
            boolean folds = false;
            for (; end < text.length() && isSpace(text.charAt(end)); end++) {
                folds |= text.charAt(end) == '\n' || text.charAt(end) == '\r';
            }
            if (folds) out.append(' ');
            else out.append(text, i, end);
            i = end;
            while (i < text.length() && !isSpace(text.charAt(i))) out.append(text.charAt(i++));
        }
        return out.toString();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    /// The comma-separated values of this line, commas in quotes and angle brackets left alone.
    public List<String> values() {
        return split(value());
    }

    static List<String> split(String text) {
        if (text.indexOf(',') < 0) return List.of(text);
        var values = new ArrayList<String>(4);
        int from = 0;
        for (int comma = nextComma(text, 0); comma >= 0; comma = nextComma(text, from)) {
            values.add(text.substring(from, comma).strip());
            from = comma + 1;
        }
        values.add(text.substring(from).strip());
        return values;
    }

    private static int nextComma(String text, int from) {
        boolean quoted = false;
        boolean bracketed = false;
        for (int i = from; i < text.length(); i++) {
            var c = text.charAt(i);
            if (quoted) {
                if (c == '\\') i++;
                else if (c == '"') quoted = false;
            } else if (c == '"') quoted = true;
            else if (c == '<') bracketed = true;
            else if (c == '>') bracketed = false;
            else if (c == ',' && !bracketed) return i;
        }
        return -1;
    }

    /// This line without its first value; empty when that was the only one.
    List<Header> withoutFirstValue() {
        var text = value();
        var comma = nextComma(text, 0);
        var rest = comma < 0 ? "" : text.substring(comma + 1).strip();
        return rest.isEmpty() ? List.of() : List.of(of(name, rest));
    }

    /// The first of the comma-separated values of this line.
    String firstValue() {
        var text = value();
        var comma = nextComma(text, 0);
        return comma < 0 ? text : text.substring(0, comma).strip();
    }

    /// The octets of the line, its CRLF included: how many.
    public int length() {
        return end - start;
    }

    /// Whether this line directly follows `previous` in the same octets, so that one copy can take
    /// both.
    public boolean follows(Header previous) {
        return bytes == previous.bytes && start == previous.end;
    }

    /// Copies the octets from the start of `first`, which this line follows directly or by way of
    /// others, to the end of this line; returns the position after them.
    public int copyRunTo(Header first, byte[] into, int at) {
        int length = end - first.start;
        System.arraycopy(bytes, first.start, into, at, length);
        return at + length;
    }

    /// The line as it stands, without its line break.
    @Override
    public String toString() {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
