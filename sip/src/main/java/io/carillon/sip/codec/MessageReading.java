package io.carillon.sip.codec;

import io.carillon.sip.message.Body;
import io.carillon.sip.message.CSeq;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Headers;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.NameAddr;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.ParseOutcome;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.message.Via;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One run of [MessageParser] over one message: the position, what was read so far, the first fault
/// found.
///
/// A fault in a line does not end the run, because the lines after it are needed to answer.
final class MessageReading {
    private static final int MAX_MAX_FORWARDS = 255;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final Limits limits;

    /// The start line and the headers, one octet a character: a String is searched much faster than
    /// an array. Position `i` in `bytes` is `i - from` here; nothing behind the limit is looked at.
    private final String text;

    private int at;
    private int status;
    private String fault;
    private StartLine start;

    private Header[] lines = new Header[16];
    private int size;

    private Header via;
    private Header fromLine;
    private Header toLine;
    private Header callId;
    private Header cseq;
    private Header maxForwards;
    private Header contentLength;

    MessageReading(byte[] bytes, int from, int to, Limits limits) {
        this.bytes = bytes;
        this.from = from;
        this.at = from;
        this.to = to;
        this.limits = limits;
        int readable = Math.min(to - from, limits.headerOctets());
        this.text = new String(bytes, from, readable, StandardCharsets.ISO_8859_1);
    }

    private void fail(int status, String fault) {
        if (this.fault != null) return;
        this.status = status;
        this.fault = fault;
    }

    ParseOutcome outcome() {
        // §7.5: empty lines before a start line are ignored.
        while (at < to && (bytes[at] == '\r' || bytes[at] == '\n')) at++;
        int lf = text.indexOf('\n', at - from);
        if (lf < 0) return new ParseFailure(0, "no complete start line", Headers.NONE, "");
        int lineEnd =
                text.charAt(lf - 1) == '\r' ? lf - 1 : lf; // at least one character stands here
        start = StartLine.read(text.substring(at - from, lineEnd));
        switch (start.kind()) {
            case NOISE, BAD_REQUEST -> fail(start.code(), start.text());
            case REQUEST, RESPONSE -> {}
        }
        at = from + lf + 1;
        headerLines();
        if (to - from > limits.messageOctets()) fail(513, "message too large");
        return message();
    }

    private ParseFailure failure() {
        boolean answerable =
                switch (start.kind()) {
                    case REQUEST, BAD_REQUEST -> true;
                    case RESPONSE, NOISE -> false;
                };
        var method = start.method() == null ? "" : start.method().toString();
        return new ParseFailure(answerable ? status : 0, fault, headers(), method);
    }

    private Headers headers() {
        return Headers.of(lines, size);
    }

    /// Cuts the header lines, up to the empty line after them.
    private void headerLines() {
        while (at < to) {
            if (bytes[at] == '\n') {
                at++;
                return;
            }
            if (bytes[at] == '\r' && at + 1 < to && bytes[at + 1] == '\n') {
                at += 2;
                return;
            }
            int lf = text.indexOf('\n', at - from);
            // §7.3.1: a line that begins with white space continues the one before.
            while (lf >= 0 && lf + 1 < text.length() && isBlank(text.charAt(lf + 1))) {
                lf = text.indexOf('\n', lf + 1);
            }
            if (lf < 0) break;
            headerLine(from + lf + 1);
            if (size > limits.headerLines()) {
                fail(513, "too many header fields");
                return;
            }
        }
        if (to - from > text.length()) fail(513, "header fields too large");
        else fail(400, "message ends inside its header fields");
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /// Reads the line from here to `end`, the position after its LF, and goes there.
    private void headerLine(int end) {
        int lineStart = at;
        at = end;
        int nameEnd = Tokens.end(bytes, lineStart, end);
        int colon = nameEnd;
        while (isBlank(bytes[colon])) colon++; // ends at the LF at the latest
        if (nameEnd == lineStart || bytes[colon] != ':') {
            fail(400, "header field without a name");
            return;
        }
        int valueStart = colon + 1;
        int valueEnd = end;
        while (valueStart < end && isSpace(bytes[valueStart])) valueStart++;
        while (valueEnd > valueStart && isSpace(bytes[valueEnd - 1])) valueEnd--;
        var name = HeaderName.of(bytes, lineStart, nameEnd);
        var line = Header.received(name, bytes, lineStart, valueStart, valueEnd, end);
        // What ends in a bare LF or holds a bare CR would pass its fault on: it is written anew.
        add(name, hasCleanBreaks(lineStart, end) ? line : Header.of(name, line.value()));
    }

    /// Whether every line break between these positions is a CRLF.
    private boolean hasCleanBreaks(int lineStart, int end) {
        int cr = text.indexOf('\r', lineStart - from, end - from);
        if (cr == end - from - 2 && text.indexOf('\n', lineStart - from) == cr + 1) return true;
        boolean clean = true;
        for (int i = lineStart; i < end; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] != '\n') {
                fail(400, "bare CR in a header field");
                clean = false;
            } else if (bytes[i] == '\n' && bytes[i - 1] != '\r') {
                clean = false;
            }
        }
        return clean;
    }

    private void add(HeaderName name, Header line) {
        if (size == lines.length) lines = Arrays.copyOf(lines, size * 2);
        lines[size++] = line;
        if (name == HeaderName.VIA) via = via == null ? line : via;
        else if (name == HeaderName.FROM) fromLine = only(fromLine, line);
        else if (name == HeaderName.TO) toLine = only(toLine, line);
        else if (name == HeaderName.CALL_ID) callId = only(callId, line);
        else if (name == HeaderName.CSEQ) cseq = only(cseq, line);
        else if (name == HeaderName.MAX_FORWARDS) maxForwards = only(maxForwards, line);
        else if (name == HeaderName.CONTENT_LENGTH) contentLength = only(contentLength, line);
    }

    private Header only(Header before, Header line) {
        if (before != null) fail(400, "more than one " + line.name());
        return line;
    }

    private ParseOutcome message() {
        var views = views();
        int length = bodyLength();
        if (fault != null) return failure();
        var body = Body.of(bytes, at, length);
        return start.kind() == StartLine.Kind.RESPONSE
                ? Response.parsed(start.code(), start.text(), headers(), body, views)
                : Request.parsed(start.method(), start.uri(), headers(), body, views);
    }

    /// Verifies the headers that every message must have (§8.1.1); null only with a fault.
    private SipMessage.Views views() {
        require(via, HeaderName.VIA);
        require(fromLine, HeaderName.FROM);
        require(toLine, HeaderName.TO);
        require(callId, HeaderName.CALL_ID);
        require(cseq, HeaderName.CSEQ);
        if (fault != null) return null;
        maxForwards();
        try {
            var number = CSeq.parse(cseq.value());
            if (start.method() != null && !start.method().equals(number.method())) {
                fail(400, "CSeq method does not match");
            }
            return new SipMessage.Views(
                    Via.parseFirst(via.value()),
                    number,
                    NameAddr.parse(fromLine.value(), "From"),
                    NameAddr.parse(toLine.value(), "To"),
                    callId());
        } catch (MalformedException e) {
            fail(400, e.getMessage());
            return null;
        }
    }

    private void require(Header line, HeaderName name) {
        if (line == null) fail(400, "missing " + name);
    }

    /// A Call-ID is one word. The grammar allows fewer characters in it than are seen in the wild.
    private String callId() throws MalformedException {
        var value = callId.value();
        if (value.isEmpty()) throw new MalformedException("empty Call-ID");
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) <= ' ') throw new MalformedException("bad Call-ID");
        }
        return value;
    }

    private void maxForwards() {
        if (maxForwards == null || start.kind() == StartLine.Kind.RESPONSE) return;
        if (decimal(maxForwards.value(), MAX_MAX_FORWARDS) < 0) fail(400, "bad Max-Forwards");
    }

    /// The length of the body: Content-Length, or all that is left of a datagram (§18.3).
    private int bodyLength() {
        int left = to - at;
        if (contentLength == null) return left;
        var length = decimal(contentLength.value(), Integer.MAX_VALUE);
        if (length < 0) {
            fail(400, "bad Content-Length");
        } else if (at - from + length > limits.messageOctets()) {
            fail(513, "message too large");
        } else if (length > left) {
            fail(400, "Content-Length larger than the message");
        } else {
            return (int) length;
        }
        return 0;
    }

    private static long decimal(String text, long max) {
        if (text.isEmpty()) return -1;
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return -1;
            value = value * 10 + digit;
            if (value > max) return -1;
        }
        return value;
    }
}
