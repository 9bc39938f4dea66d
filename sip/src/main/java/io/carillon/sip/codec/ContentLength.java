package io.carillon.sip.codec;

import io.carillon.sip.message.HeaderName;

/// Finds the Content-Length in the octets of a start line and header section, before they are
/// parsed. Reads lines, names and folds just as the parser does, so that both agree.
///
/// RFC 3261 §20.14 (compact form `l`). Absent counts as 0, since a stream message must have one.
final class ContentLength {
    /// The field is there and is no number, or is there twice with different numbers.
    static final long BAD = -1;

    private static final long ABSENT = -2;

    private ContentLength() {}

    static long find(byte[] bytes, int from, int to) {
        long found = ABSENT;
        for (int line = nextLine(bytes, from, to); line < to; ) {
            int next = nextLine(bytes, line, to);
            while (next < to && (bytes[next] == ' ' || bytes[next] == '\t')) {
                next = nextLine(bytes, next, to);
            }
            int value = valueOf(bytes, line, next);
            if (value >= 0) {
                long number = number(bytes, value, next);
                if (number == BAD || found >= 0 && found != number) return BAD;
                found = number;
            }
            line = next;
        }
        return Math.max(0, found);
    }

    private static int nextLine(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != '\n') i++;
        return Math.min(i + 1, to);
    }

    /// The position after the colon when this line is a Content-Length, else -1.
    private static int valueOf(byte[] bytes, int line, int end) {
        int nameEnd = Tokens.end(bytes, line, end);
        int length = nameEnd - line;
        if (length != 1 && length != HeaderName.CONTENT_LENGTH.toString().length()) return -1;
        int i = nameEnd;
        while (i < end && (bytes[i] == ' ' || bytes[i] == '\t')) i++;
        if (i == end || bytes[i] != ':') return -1;
        return HeaderName.of(bytes, line, nameEnd) == HeaderName.CONTENT_LENGTH ? i + 1 : -1;
    }

    private static long number(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && isSpace(bytes[i])) i++;
        long value = 0;
        int digits = 0;
        for (; i < end && bytes[i] >= '0' && bytes[i] <= '9'; i++, digits++) {
            value = value * 10 + bytes[i] - '0';
            if (value > Integer.MAX_VALUE) return BAD;
        }
        while (i < end && isSpace(bytes[i])) i++;
        return digits > 0 && i == end ? value : BAD;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
