package io.carillon.sip.message;

import java.util.Arrays;

/// A message body: a view of octets that are never changed.
public final class Body {
    /// No body.
    public static final Body NONE = new Body(new byte[0], 0, 0);

    private final byte[] bytes;
    private final int start;
    private final int length;

    private Body(byte[] bytes, int start, int length) {
        this.bytes = bytes;
        this.start = start;
        this.length = length;
    }

    /// A view of `bytes[start, start + length)`, which the caller must not change any more.
    public static Body of(byte[] bytes, int start, int length) {
        return length == 0 ? NONE : new Body(bytes, start, length);
    }

    /// In octets.
    public int length() {
        return length;
    }

    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    /// Copies the octets to `into` at `at`; returns the position after them.
    public int copyTo(byte[] into, int at) {
        System.arraycopy(bytes, start, into, at, length);
        return at + length;
    }
}
