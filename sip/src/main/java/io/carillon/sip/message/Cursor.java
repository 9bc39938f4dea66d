package io.carillon.sip.message;

/// A reading position in a header value, with the scanning primitives of RFC 3261 §25.1.
///
/// Used by the typed values of this package and never kept after a parse.
final class Cursor {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (var c = 'a'; c <= 'z'; c++) TOKEN[c] = true;
        for (var c = 'A'; c <= 'Z'; c++) TOKEN[c] = true;
        for (var c = '0'; c <= '9'; c++) TOKEN[c] = true;
        for (var c : "-.!%*_+`'~".toCharArray()) TOKEN[c] = true;
    }

    final String text;
    int at;

    Cursor(String text) {
        this.text = text;
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
        return at >= text.length();
    }

    /// The character here, or NUL at the end.
    char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    /// Skips linear white space; folded lines count, for values keep their line breaks until read.
    void skipSpace() {
        while (at < text.length()) {
            var c = text.charAt(at);
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return;
            at++;
        }
    }

    boolean skip(char wanted) {
        if (peek() != wanted || atEnd()) return false;
        at++;
        return true;
    }

    void expect(char wanted, String what) throws MalformedException {
        if (!skip(wanted)) throw new MalformedException("missing '" + wanted + "' in " + what);
    }

    String token(String what) throws MalformedException {
        var from = at;
        while (at < text.length() && isToken(text.charAt(at))) at++;
        if (at == from) throw new MalformedException("missing " + what);
        return text.substring(from, at);
    }

    /// A quoted string, returned with its quotes and escapes as written.
    String quoted(String what) throws MalformedException {
        var from = at;
        at++;
        while (at < text.length()) {
            var c = text.charAt(at++);
            if (c == '"') return text.substring(from, at);
            if (c == '\\') at++;
        }
        throw new MalformedException("unterminated quoted string in " + what);
    }

    /// The text up to the first of `stops` (or the end), which is not consumed.
    String until(String stops) {
        var from = at;
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) at++;
        return text.substring(from, at);
    }

    /// An unsigned decimal of at most `max`.
    long number(long max, String what) throws MalformedException {
        var from = at;
        long value = 0;
        while (at < text.length()) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) break;
            value = value * 10 + digit;
            if (value > max) throw new MalformedException(what + " is too large");
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
            if (close < 0) throw new MalformedException("unterminated IPv6 reference in " + what);
            if (!isIpv6(text, at + 1, close)) {
                throw new MalformedException("bad IPv6 reference in " + what);
            }
            at = close + 1;
            return text.substring(from, at);
        }
        while (at < text.length()) {
            var c = text.charAt(at);
            if (!isAlphanumeric(c) && c != '-' && c != '.' && c != '_') break;
            at++;
        }
        if (at == from) throw new MalformedException("missing host in " + what);
        return text.substring(from, at);
    }

    static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static boolean isIpv6(String text, int from, int to) {
        int colons = 0;
        for (int i = from; i < to; i++) {
            var c = text.charAt(i);
            if (c == ':') colons++;
            else if (c != '.' && Character.digit(c, 16) < 0) return false;
        }
        return colons >= 2 && colons <= 8 && !text.substring(from, to).contains(":::");
    }

    /// [":" port], 1 to 65535; -1 when there is none.
    int port(String what) throws MalformedException {
        if (!skip(':')) return -1;
        skipSpace(); // allowed in a Via only; a URI with spaces is refused before it comes here
        var port = (int) number(65535, "port of " + what);
        if (port == 0) throw new MalformedException("port 0 in " + what);
        return port;
    }
}
