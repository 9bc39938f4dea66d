package io.carillon.sip.message;

/// Characters to octets, one each: the reverse of how received octets are read as text.
final class Ascii {
    private Ascii() {}

    /// Puts `text` into `bytes` at `at`; returns the position after it.
    @SuppressWarnings("deprecation") // the only copy from a Latin-1 String without an allocation
    static int put(String text, byte[] bytes, int at) {
        text.getBytes(0, text.length(), bytes, at);
        return at + text.length();
    }
}
