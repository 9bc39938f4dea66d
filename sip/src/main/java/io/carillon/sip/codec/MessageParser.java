package io.carillon.sip.codec;

import io.carillon.sip.message.Body;
import io.carillon.sip.message.CSeq;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Headers;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.NameAddr;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.ParseOutcome;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.message.Uri;
import io.carillon.sip.message.Via;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Octets to a message, or to a value that says what is wrong with them.
///
/// Verifies what every element needs: start line, line structure, the top Via, From, To, Call-ID,
/// CSeq, Max-Forwards and Content-Length. Everything else is kept to the byte and parsed when
/// asked for. The message keeps the array, which must not change afterwards.
///
/// RFC 3261 §7, §18.3, §25.
public final class MessageParser {
    private static final int MAX_MAX_FORWARDS = 255;

    private final Limits limits;

    public MessageParser(Limits limits) {
        this.limits = limits;
    }

    /// Parses one datagram, or one message that [StreamFramer] has cut out of a stream.
    public ParseOutcome parse(byte[] bytes) {
        return parse(bytes, 0, bytes.length);
    }

    /// As [#parse(byte[])], of a part of the array.
    public ParseOutcome parse(byte[] bytes, int from, int to) {
        return new Parse(bytes, from, to).run();
    }

    /// One run over one message: the position, what was read so far, the first fault found.
    ///
    /// A fault in a line does not end the run, because the lines after it are needed to answer.
    private final class Parse {
        private final byte[] bytes;
        private final int to;
        private int at;

        private int status;
        private String fault;
        private String method = "";
        private boolean isResponse;
        private Uri uri;
        private int statusCode;
        private String phrase;

        private Header[] lines = new Header[24];
        private int size;

        Parse(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.at = from;
            this.to = to;
        }

        private void fail(int status, String fault) {
            if (this.fault != null) return;
            this.status = status;
            this.fault = fault;
        }

        private ParseFailure failure() {
            var verdict = isResponse || method.isEmpty() ? 0 : status;
            return new ParseFailure(verdict, fault, headers(), method);
        }

        private Headers headers() {
            return Headers.of(Arrays.copyOf(lines, size));
        }

        ParseOutcome run() {
            // §7.5: empty lines before a start line are ignored.
            while (at < to && (bytes[at] == '\r' || bytes[at] == '\n')) at++;
            var lineEnd = endOfLine(at);
            if (lineEnd < 0) {
                fail(400, "no complete start line");
                return failure();
            }
            startLine(text(at, trimLineBreak(at, lineEnd)));
            at = lineEnd;
            if (!headerLines()) fail(400, "message ends inside its header fields");
            if (to - at > limits.messageOctets()) fail(513, "message too large");
            return message();
        }

        /// The position after the LF that ends the line, folded lines not considered; -1 for none.
        private int endOfLine(int from) {
            for (int i = from; i < to; i++) {
                if (bytes[i] == '\n') return i + 1;
            }
            return -1;
        }

        private int trimLineBreak(int from, int end) {
            int i = end - 1;
            if (i > from && bytes[i - 1] == '\r') i--;
            return i;
        }

        private String text(int from, int end) {
            return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
        }

        private void startLine(String line) {
            isResponse = line.regionMatches(true, 0, "SIP/", 0, 4);
            if (isResponse) statusLine(line);
            else requestLine(line);
        }

        private void statusLine(String line) {
            if (!line.regionMatches(true, 0, "SIP/2.0 ", 0, 8)
                    || line.length() < 11
                    || line.length() > 11 && line.charAt(11) != ' ') {
                fail(400, "bad status line");
                return;
            }
            for (int i = 8; i < 11; i++) {
                int digit = line.charAt(i) - '0';
                if (digit < 0 || digit > 9) fail(400, "bad status code");
                statusCode = statusCode * 10 + digit;
            }
            if (statusCode < 100 || statusCode > 699) fail(400, "bad status code");
            phrase = line.length() > 12 ? line.substring(12) : "";
        }

        private void requestLine(String line) {
            var first = line.indexOf(' ');
            var last = line.lastIndexOf(' ');
            if (first <= 0 || !isToken(line, first)) {
                fail(400, "bad request line");
                return;
            }
            var version = line.substring(last + 1);
            if (line.toUpperCase(java.util.Locale.ROOT).contains(" SIP/")) {
                method = line.substring(0, first); // from here on it is SIP, and can be answered
            }
            if (last == first || line.endsWith(" ")) {
                fail(400, "bad request line");
                return;
            }
            if (!version.equalsIgnoreCase("SIP/2.0")) {
                fail(505, "unknown protocol version");
                return;
            }
            try {
                uri = Uri.parse(line.substring(first + 1, last));
                // §19.1.1 table 1: headers have no place in a Request-URI.
                if (uri instanceof SipUri sip && sip.headers().isPresent()) {
                    fail(400, "headers in the Request-URI");
                }
            } catch (MalformedException e) {
                fail(400, e.getMessage() + " in the Request-URI");
            }
        }

        private static boolean isToken(String line, int end) {
            for (int i = 0; i < end; i++) {
                var c = line.charAt(i);
                boolean token =
                        c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || "-.!%*_+`'~".indexOf(c) >= 0;
                if (!token) return false;
            }
            return true;
        }

        /// Cuts the header lines; false when the empty line after them is missing.
        private boolean headerLines() {
            int headersFrom = at;
            while (at < to) {
                if (bytes[at] == '\n') {
                    at++;
                    return true;
                }
                if (bytes[at] == '\r' && at + 1 < to && bytes[at + 1] == '\n') {
                    at += 2;
                    return true;
                }
                int end = endOfLine(at);
                // §7.3.1: a line that begins with white space continues the one before.
                while (end > 0 && end < to && (bytes[end] == ' ' || bytes[end] == '\t')) {
                    end = endOfLine(end);
                }
                if (end < 0) {
                    at = to;
                    return false;
                }
                headerLine(at, end);
                at = end;
                if (size > limits.headerLines() || at - headersFrom > limits.headerOctets()) {
                    fail(513, "too many header fields");
                    at = to;
                    return true;
                }
            }
            return false;
        }

        private void headerLine(int from, int end) {
            int nameEnd = from;
            while (nameEnd < end && isTokenByte(bytes[nameEnd])) nameEnd++;
            int colon = nameEnd;
            while (colon < end && (bytes[colon] == ' ' || bytes[colon] == '\t')) colon++;
            if (nameEnd == from || colon == end || bytes[colon] != ':') {
                fail(400, "header field without a name");
                return;
            }
            int valueStart = colon + 1;
            int valueEnd = end;
            while (valueStart < end && isSpace(bytes[valueStart])) valueStart++;
            while (valueEnd > valueStart && isSpace(bytes[valueEnd - 1])) valueEnd--;
            if (size == lines.length) lines = Arrays.copyOf(lines, size * 2);
            var name = HeaderName.of(bytes, from, nameEnd);
            var line = Header.received(name, bytes, from, valueStart, valueEnd, end);
            // A line that ends in a bare LF would pass its fault on: it is written anew.
            boolean clean = bytes[end - 2] == '\r' || end - 2 < from;
            lines[size++] = clean ? line : Header.of(name, line.value());
        }

        private static boolean isTokenByte(byte b) {
            return b >= 'a' && b <= 'z'
                    || b >= 'A' && b <= 'Z'
                    || b >= '0' && b <= '9'
                    || b > 0 && "-.!%*_+`'~".indexOf(b) >= 0;
        }

        private static boolean isSpace(byte b) {
            return b == ' ' || b == '\t' || b == '\r' || b == '\n';
        }

        private ParseOutcome message() {
            var headers = headers();
            var views = views(headers);
            int length = contentLength(headers);
            if (fault != null) return failure();
            var body = Body.of(bytes, at, length);
            return isResponse
                    ? Response.parsed(statusCode, phrase, headers, body, views)
                    : Request.parsed(Method.of(method), uri, headers, body, views);
        }

        /// Verifies the headers that every message must have (§8.1.1); empty only with a fault.
        private SipMessage.Views views(Headers headers) {
            if (!headers.has(HeaderName.VIA)) fail(400, "missing Via");
            var fromText = single(headers, HeaderName.FROM);
            var toText = single(headers, HeaderName.TO);
            var callId = single(headers, HeaderName.CALL_ID);
            var cseqText = single(headers, HeaderName.CSEQ);
            if (fault != null) return null;
            if (callId.isEmpty() || callId.indexOf(' ') >= 0) fail(400, "bad Call-ID");
            maxForwards(headers);
            try {
                var via = Via.parseFirst(headers.value(HeaderName.VIA).orElseThrow());
                var cseq = CSeq.parse(cseqText);
                var from = NameAddr.parse(fromText, "From");
                var to = NameAddr.parse(toText, "To");
                if (!isResponse && !cseq.method().toString().equals(method)) {
                    fail(400, "CSeq method does not match");
                }
                return new SipMessage.Views(via, cseq, from, to, callId);
            } catch (MalformedException e) {
                fail(400, e.getMessage());
                return null;
            }
        }

        private String single(Headers headers, HeaderName name) {
            var value = headers.value(name);
            if (value.isEmpty()) fail(400, "missing " + name);
            else if (headers.count(name) > 1) fail(400, "more than one " + name);
            return value.orElse("");
        }

        private void maxForwards(Headers headers) {
            if (isResponse || !headers.has(HeaderName.MAX_FORWARDS)) return;
            var value = decimal(single(headers, HeaderName.MAX_FORWARDS), MAX_MAX_FORWARDS);
            if (value < 0) fail(400, "bad Max-Forwards");
        }

        /// The length of the body: Content-Length, or all that is left of a datagram (§18.3).
        private int contentLength(Headers headers) {
            int left = to - at;
            if (!headers.has(HeaderName.CONTENT_LENGTH)) return left;
            var length = decimal(single(headers, HeaderName.CONTENT_LENGTH), Integer.MAX_VALUE);
            if (length < 0) fail(400, "bad Content-Length");
            else if (length > left) fail(400, "Content-Length larger than the message");
            return (int) Math.max(0, Math.min(length, left));
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
}
