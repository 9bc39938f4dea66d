package io.carillon.sip.codec;

/// The characters of a token: methods and header names. RFC 3261 §25.1.
final class Tokens {
    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (var c = 'a'; c <= 'z'; c++) TOKEN[c] = true;
        for (var c = 'A'; c <= 'Z'; c++) TOKEN[c] = true;
        for (var c = '0'; c <= '9'; c++) TOKEN[c] = true;
        for (var c : "-.!%*_+`'~".toCharArray()) TOKEN[c] = true;
    }

    private Tokens() {}

    static boolean isToken(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            var c = text.charAt(i);
            if (c > 255 || !TOKEN[c]) return false;
        }
        return to > from;
    }

    /// The end of the token that begins at `from`, which is `from` itself for none.
    static int end(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && TOKEN[bytes[i] & 0xFF]) i++;
        return i;
    }
}
