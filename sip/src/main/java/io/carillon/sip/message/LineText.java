package io.carillon.sip.message;

import java.nio.charset.StandardCharsets;

/// Text that is to stand in one line of a message, one octet a character.
///
/// Received octets are read so (ISO 8859-1) and pass unchanged. Text of our own may hold more: a
/// character that needs it becomes its UTF-8 octets, and a line break becomes a space, so that no
/// value can ever begin a header of its own. RFC 3261 §7.3.1, §25.1 TEXT-UTF8-TRIM.
final class LineText {
    private LineText() {}

    /// `text` itself where every character may stand as it is, which is nearly always.
    static String of(String text) {
        for (int i = 0, end = text.length(); i < end; i++) {
            var c = text.charAt(i);
            if (c == '\r' || c == '\n' || c > 255) return cleaned(text);
        }
        return text;
    }

    private static String cleaned(String text) {
        var out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(c, out));
        return out.toString();
    }

    private static void append(int codePoint, StringBuilder out) {
        if (codePoint == '\r' || codePoint == '\n') out.append(' ');
        else if (codePoint <= 255) out.append((char) codePoint);
        else out.append(octets(codePoint));
    }

    /// The UTF-8 octets of a character, one character each.
    static String octets(int codePoint) {
        return new String(
                Character.toString(codePoint).getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1);
    }

    /// Puts `text`, every character an octet, into `bytes` at `at`; returns the position after it.
    @SuppressWarnings("deprecation") // the only copy from a Latin-1 String without an allocation
    static int put(String text, byte[] bytes, int at) {
        text.getBytes(0, text.length(), bytes, at);
        return at + text.length();
    }
}
