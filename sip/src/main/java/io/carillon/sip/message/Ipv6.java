package io.carillon.sip.message;

/// The text forms of IPv6 addresses: which are well formed, and the one to compare by.
///
/// RFC 4291 §2.2, RFC 5952 §4; in SIP: RFC 5118.
final class Ipv6 {
    private static final int GROUPS = 8;

    private final String text;
    private final int to;
    private final int[] groups = new int[GROUPS];
    private int at;
    private int size;
    private int gap = -1;

    private Ipv6(String text, int from, int to) {
        this.text = text;
        this.at = from;
        this.to = to;
    }

    /// Whether `text[from, to)`, without brackets, is an address.
    static boolean isAddress(String text, int from, int to) {
        return new Ipv6(text, from, to).read();
    }

    /// The form of RFC 5952 §4 (an IPv4 tail in hexadecimal, too); `address` must be well formed.
    static String canonical(String address) {
        var parsed = new Ipv6(address, 0, address.length());
        return parsed.read() ? parsed.shortest() : address;
    }

    private char peek(int i) {
        return i < to ? text.charAt(i) : '\0';
    }

    private boolean read() {
        if (peek(at) == ':' && !gap()) return false;
        while (at < to) {
            int start = at;
            int value = 0;
            for (int digit; at - start <= 4 && (digit = Character.digit(peek(at), 16)) >= 0; at++) {
                value = value << 4 | digit;
            }
            if (peek(at) == '.') return tail(start) && complete();
            if (at == start || at - start > 4 || size == GROUPS) return false;
            groups[size++] = value;
            if (at == to) return complete();
            if (peek(at) != ':') return false;
            if (peek(at + 1) == ':') {
                if (!gap()) return false;
            } else if (++at == to) return false;
        }
        return complete();
    }

    /// "::" stands for one or more groups of zeros, and may stand once.
    private boolean gap() {
        if (gap >= 0 || peek(at + 1) != ':') return false;
        gap = size;
        at += 2;
        return true;
    }

    /// The last two groups as a dotted IPv4 address.
    private boolean tail(int start) {
        if (size > GROUPS - 2) return false;
        at = start;
        int value = 0;
        for (int part = 0; part < 4; part++) {
            if (part > 0 && peek(at++) != '.') return false;
            int digits = 0;
            int number = 0;
            for (; digits < 4 && peek(at) >= '0' && peek(at) <= '9'; digits++, at++) {
                number = number * 10 + peek(at) - '0';
            }
            if (digits == 0 || number > 255) return false;
            value = value << 8 | number;
        }
        groups[size++] = value >>> 16;
        groups[size++] = value & 0xFFFF;
        return at == to;
    }

    private boolean complete() {
        return gap < 0 ? size == GROUPS : size < GROUPS;
    }

    private int group(int i) {
        if (gap < 0 || i < gap) return groups[i];
        int zeros = GROUPS - size;
        return i < gap + zeros ? 0 : groups[i - zeros];
    }

    private String shortest() {
        int zerosFrom = -1;
        int zeros = 1; // a single group of zeros is not shortened
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && group(end) == 0) end++;
            if (end - i > zeros) {
                zerosFrom = i;
                zeros = end - i;
            }
        }
        var out = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == zerosFrom) {
                out.append("::");
                i += zeros - 1;
                continue;
            }
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') out.append(':');
            out.append(Integer.toHexString(group(i)));
        }
        return out.toString();
    }
}
