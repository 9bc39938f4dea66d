package io.carillon.sip.codec;

/// Finds the Content-Length in the octets of a header section, before they are parsed.
///
/// RFC 3261 §20.14 (compact form `l`). Absent counts as 0, since a stream message must have one.
final class ContentLength {
    /// The field is there and is no number, or is there twice with different numbers.
    static final long BAD = -1;

    private static final String NAME = "content-length";

    private ContentLength() {}

    static long find(byte[] bytes, int from, int to) {
        long found = -2;
        for (int line = from; line < to; line = nextLine(bytes, line, to)) {
            int colon = afterName(bytes, line, to);
            if (colon < 0) continue;
            long value = number(bytes, colon, to);
            if (value == BAD || found >= 0 && found != value) return BAD;
            found = value;
        }
        return Math.max(0, found);
    }

    private static int nextLine(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != '\n') i++;
        return i + 1;
    }

    /// The position after the colon when this line is a Content-Length, else -1.
    private static int afterName(byte[] bytes, int line, int to) {
        int i = line;
        if (i < to && (bytes[i] | 0x20) == 'l') {
            i++;
        } else {
            for (int n = 0; n < NAME.length(); n++, i++) {
                if (i >= to || (bytes[i] | 0x20) != (NAME.charAt(n) | 0x20)) return -1;
            }
        }
        while (i < to && (bytes[i] == ' ' || bytes[i] == '\t')) i++;
        return i < to && bytes[i] == ':' ? i + 1 : -1;
    }

    private static long number(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (bytes[i] == ' ' || bytes[i] == '\t')) i++;
        long value = 0;
        int digits = 0;
        for (; i < to && bytes[i] >= '0' && bytes[i] <= '9'; i++, digits++) {
            value = value * 10 + bytes[i] - '0';
            if (value > Integer.MAX_VALUE) return BAD;
        }
        while (i < to && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r')) i++;
        return digits > 0 && i < to && bytes[i] == '\n' ? value : BAD;
    }
}
