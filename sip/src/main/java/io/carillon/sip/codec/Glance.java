package io.carillon.sip.codec;

import io.carillon.sip.message.CSeq;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Via;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What the start line, the top Via and the CSeq of a message say, while the rest of it stays
/// unread.
///
/// For octets that [MessageWriter] has written: it verifies nothing, and takes only what is written
/// as that writes it. Who wants to know whether octets are a good message asks [MessageParser].
/// RFC 3261 §7.
public final class Glance {
    private static final String VERSION = "SIP/2.0 ";

    private final Method method;
    private final int status;
    private final Header via;

    private Glance(Method method, int status, Header via) {
        this.method = method;
        this.status = status;
        this.via = via;
    }

    /// At the octets `bytes[from, to)`, which must not change afterwards; empty when they are no
    /// message.
    public static Optional<Glance> at(byte[] bytes, int from, int to) {
        // One octet a character: a String is searched much faster than an array.
        var text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        int status = 0;
        Method method = null;
        if (text.startsWith(VERSION)) {
            status = statusIn(text);
            if (status == 0) return Optional.empty();
        } else {
            int blank = text.indexOf(' ');
            if (blank < 0 || !Tokens.isToken(text, 0, blank)) return Optional.empty();
            method = Method.of(text.substring(0, blank));
        }
        Header via = null;
        for (int line = text.indexOf('\n') + 1; line > 0; ) {
            int end = endOfLine(text, line);
            int nameEnd = Tokens.end(bytes, from + line, from + end);
            if (nameEnd == from + line) return Optional.empty(); // the header ends here
            var name = HeaderName.of(bytes, from + line, nameEnd);
            if (via == null && name == HeaderName.VIA) {
                via = header(name, bytes, from + line, nameEnd, from + end);
            } else if (method == null && name == HeaderName.CSEQ) {
                method = methodIn(header(name, bytes, from + line, nameEnd, from + end));
                if (method == null) return Optional.empty();
            }
            if (via != null && method != null) {
                return Optional.of(new Glance(method, status, via));
            }
            line = end;
        }
        return Optional.empty();
    }

    /// The code of a status line; 0 when there is none.
    private static int statusIn(String text) {
        int at = VERSION.length();
        if (text.length() < at + 3) return 0;
        int code = 0;
        for (int i = at; i < at + 3; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return 0;
            code = code * 10 + digit;
        }
        return code >= 100 && code <= 699 ? code : 0;
    }

    /// The position after a line and those that continue it (§7.3.1); that of the end where no line
    /// break follows.
    private static int endOfLine(String text, int line) {
        int lf = text.indexOf('\n', line);
        while (lf >= 0 && lf + 1 < text.length() && isBlank(text.charAt(lf + 1))) {
            lf = text.indexOf('\n', lf + 1);
        }
        return lf < 0 ? text.length() : lf + 1;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    private static Header header(
            HeaderName name, byte[] bytes, int lineStart, int nameEnd, int lineEnd) {
        int start = nameEnd;
        while (start < lineEnd && isBlank(bytes[start])) start++;
        if (start < lineEnd && bytes[start] == ':') start++;
        int end = lineEnd;
        while (start < end && isSpace(bytes[start])) start++;
        while (end > start && isSpace(bytes[end - 1])) end--;
        return Header.received(name, bytes, lineStart, start, end, lineEnd);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /// Null where there is none.
    private static Method methodIn(Header cseq) {
        try {
            return CSeq.parse(cseq.value()).method();
        } catch (MalformedException _) {
            return null;
        }
    }

    /// The method of a request, or of the request that a response answers.
    public Method method() {
        return method;
    }

    /// Of a response, 100 to 699; 0 for a request.
    public int status() {
        return status;
    }

    /// The topmost Via value; empty when it cannot be read.
    public Optional<Via> topVia() {
        try {
            return Optional.of(Via.parseFirst(via.value()));
        } catch (MalformedException _) {
            return Optional.empty();
        }
    }
}
