package io.carillon.sip.message;

/// The %HEX HEX escapes of URIs (RFC 3261 §19.1.2, §25.1 escaped).
public final class Escapes {
    private static final String USER_UNESCAPED = "-_.!~*'()&=+$,;?/";

    private Escapes() {}

    /// Every well-formed escape replaced by its character; a lone `%` stays as it is.
    public static String unescape(String text) {
        if (text.indexOf('%') < 0) return text;
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '%' && i + 2 < text.length()) {
                int high = Character.digit(text.charAt(i + 1), 16);
                int low = Character.digit(text.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    out.append((char) (high << 4 | low));
                    i += 2;
                    continue;
                }
            }
            out.append(c);
        }
        return out.toString();
    }

    static String escapeUser(String user) {
        var out = new StringBuilder(user.length());
        for (int i = 0; i < user.length(); i++) {
            var c = user.charAt(i);
            if (Cursor.isAlphanumeric(c) || USER_UNESCAPED.indexOf(c) >= 0) out.append(c);
            else out.append('%').append(hex(c >> 4)).append(hex(c));
        }
        return out.toString();
    }

    private static char hex(int nibble) {
        return Character.toUpperCase(Character.forDigit(nibble & 15, 16));
    }

    static boolean sameUnescaped(String a, String b) {
        if (a == null || b == null) return a == b;
        return a.equals(b) || unescape(a).equals(unescape(b));
    }
}
