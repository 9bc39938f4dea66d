package io.carillon.sip.message;

/// A reading position in a header value, with the scanning primitives of RFC 3261 §25.1.
///
/// Used by the typed values of this package and never kept after a parse. The `what` of its methods
/// names the element that is read, for the reason of a failure.
final class Cursor {
    private static final boolean[] TOKEN = table("-.!%*_+`'~");

    /// What parameter values hold: a token or host by the grammar; the rest is seen in the wild
    /// (base64 in branches, addresses in tags, RFC 5118 §4.5).
    private static final boolean[] PARAMETER_VALUE = table("-.!%*_+`'~:[]/@=|$&#(){}^?\\");

    final String text;
    private final int end;
    int at;

    Cursor(String text) {
        this.text = text;
        this.end = text.length();
    }

    private static boolean[] table(String others) {
        var table = new boolean[128];
        for (var c = 'a'; c <= 'z'; c++) table[c] = true;
        for (var c = 'A'; c <= 'Z'; c++) table[c] = true;
        for (var c = '0'; c <= '9'; c++) table[c] = true;
        for (int i = 0; i < others.length(); i++) table[others.charAt(i)] = true;
        return table;
    }

    static boolean isToken(char c) {
        return c < 128 && TOKEN[c];
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isToken(text.charAt(i))) return false;
        }
        return !text.isEmpty();
    }

    boolean atEnd() {
        return at >= end;
    }

    /// The character here, or NUL at the end.
    char peek() {
        return at < end ? text.charAt(at) : '\0';
    }

    /// Skips linear white space; folded lines count, for values keep their line breaks until read.
    void skipSpace() {
        while (at < end) {
            var c = text.charAt(at);
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return;
            at++;
        }
    }

    boolean skip(char wanted) {
        if (atEnd() || text.charAt(at) != wanted) return false;
        at++;
        return true;
    }

    void expect(char wanted, String what) throws MalformedException {
        if (!skip(wanted)) throw new MalformedException("missing '" + wanted + "' in " + what);
    }

    String token(String part, String what) throws MalformedException {
        return run(TOKEN, part, what);
    }

    /// The value of a header parameter that is not quoted.
    String parameterValue(String what) throws MalformedException {
        return run(PARAMETER_VALUE, "parameter value", what);
    }

    private String run(boolean[] table, String part, String what) throws MalformedException {
        var from = at;
        skipRun(table, part, what);
        return text.substring(from, at);
    }

    void skipToken(String part, String what) throws MalformedException {
        skipRun(TOKEN, part, what);
    }

    private void skipRun(boolean[] table, String part, String what) throws MalformedException {
        int i = at;
        for (int to = end; i < to; i++) {
            var c = text.charAt(i);
            if (c >= 128 || !table[c]) break;
        }
        if (i == at) throw new MalformedException("missing " + part + " in " + what);
        at = i;
    }

    /// A quoted string, returned with its quotes and escapes as written.
    String quoted(String what) throws MalformedException {
        var from = at;
        at++;
        while (at < end) {
            var c = text.charAt(at++);
            if (c == '"') return text.substring(from, at);
            if (c == '\\') at++;
        }
        at = end;
        throw new MalformedException("unterminated quoted string in " + what);
    }

    /// The text up to the first of `stops` (or the end), which is not consumed.
    String until(String stops) {
        var from = at;
        while (at < end && stops.indexOf(text.charAt(at)) < 0) at++;
        return text.substring(from, at);
    }

    /// An unsigned decimal of at most `max`.
    long number(long max, String what) throws MalformedException {
        var from = at;
        long value = 0;
        while (at < end) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) break;
            value = value * 10 + digit;
            if (value > max) throw new MalformedException("number too large in " + what);
            at++;
        }
        if (at == from) throw new MalformedException("missing number in " + what);
        return value;
    }

    /// host = hostname / IPv4address / IPv6reference, as written, brackets included.
    String host(String what) throws MalformedException {
        var from = at;
        if (peek() == '[') {
            var close = text.indexOf(']', at);
            if (close < 0 || !Ipv6.isAddress(text, from + 1, close)) {
                throw new MalformedException("bad IPv6 reference in " + what);
            }
            at = close + 1;
            return text.substring(from, at);
        }
        int i = from;
        for (; i < end; i++) {
            var c = text.charAt(i);
            // An underscore is no part of a host name, but of many that are in use.
            if (!isAlphanumeric(c) && c != '-' && c != '.' && c != '_') break;
        }
        if (i == from) throw new MalformedException("missing host in " + what);
        at = i;
        return text.substring(from, i);
    }

    static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /// [":" port], 1 to 65535; -1 when there is none.
    int port(String what) throws MalformedException {
        if (!skip(':')) return -1;
        skipSpace(); // allowed in a Via only; a URI with spaces is refused before it comes here
        var port = (int) number(65535, what);
        if (port == 0) throw new MalformedException("port 0 in " + what);
        return port;
    }
}
