package io.carillon.sip.message;

/// The %HEX HEX escapes of URIs (RFC 3261 §19.1.2, §25.1 escaped).
public final class Escapes {
    private static final String USER_UNESCAPED = "-_.!~*'()&=+$,;?/";

    /// RFC 2396 §2.2: these differ from their escapes, all others do not (RFC 3261 §19.1.4).
    private static final String RESERVED = ";/?:@&=+$,";

    private Escapes() {}

    /// Every well-formed escape replaced by its character; a lone `%` stays as it is.
    public static String unescape(String text) {
        return text.indexOf('%') < 0 ? text : decode(text, "");
    }

    /// The form to compare by: as [#unescape], but reserved characters keep their escapes.
    static String normalized(String text) {
        return text.indexOf('%') < 0 ? text : decode(text, RESERVED);
    }

    private static String decode(String text, String kept) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            int code = c == '%' ? escapeAt(text, i) : -1;
            if (code < 0) {
                out.append(c);
            } else {
                if (kept.indexOf(code) < 0) out.append((char) code);
                else escape(code, out);
                i += 2;
            }
        }
        return out.toString();
    }

    private static int escapeAt(String text, int i) {
        if (i + 2 >= text.length()) return -1;
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    static String escapeUser(String user) {
        var out = new StringBuilder(user.length());
        user.codePoints()
                .forEach(
                        c -> {
                            boolean plain =
                                    c < 128
                                            && (Cursor.isAlphanumeric((char) c)
                                                    || USER_UNESCAPED.indexOf(c) >= 0);
                            if (plain) out.append((char) c);
                            else escapeOctets(c, out);
                        });
        return out.toString();
    }

    /// Whether something stands in `text` from `from` on that can stand in no URI.
    static boolean hasIllegal(String text, int from) {
        for (int i = from, end = text.length(); i < end; i++) {
            if (isIllegal(text.charAt(i))) return true;
        }
        return false;
    }

    private static boolean isIllegal(int c) {
        return c <= ' ' || c == '<' || c == '>' || c == '"' || c == 127 || c > 255;
    }

    /// Escapes what can stand in no URI, so that a part changed by us never breaks its line.
    static String escapeIllegal(String text) {
        if (!hasIllegal(text, 0)) return text;
        var out = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(
                        c -> {
                            if (isIllegal(c)) escapeOctets(c, out);
                            else out.append((char) c);
                        });
        return out.toString();
    }

    private static void escapeOctets(int codePoint, StringBuilder out) {
        if (codePoint <= 255) escape(codePoint, out);
        else LineText.octets(codePoint).chars().forEach(octet -> escape(octet, out));
    }

    private static void escape(int octet, StringBuilder out) {
        out.append('%').append(hex(octet >> 4)).append(hex(octet));
    }

    private static char hex(int nibble) {
        return Character.toUpperCase(Character.forDigit(nibble & 15, 16));
    }

    /// Whether two parts are equal by §19.1.4; null is a part that is not there.
    static boolean same(String a, String b) {
        if (a == null || b == null) return a == b;
        return a.equals(b) || normalized(a).equals(normalized(b));
    }
}
