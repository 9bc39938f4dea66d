package io.carillon.sip.codec;

import java.util.Arrays;
import java.util.Optional;

/// Cuts the octets of one connection into messages by Content-Length, and finds keep-alives.
///
/// Holds what has not been cut yet; one framer belongs to one connection and one thread.
/// RFC 3261 §18.3; CRLF keep-alive: RFC 5626 §3.5.1.
public final class StreamFramer {
    /// What was cut off the front of the stream.
    public sealed interface Frame {
        /// The octets of one message, for [MessageParser].
        record Message(byte[] bytes) implements Frame {}

        /// CRLF CRLF: the peer asks whether the flow lives; the answer is a single CRLF.
        record Ping() implements Frame {}

        /// A single CRLF between messages: the answer to our own ping, or padding.
        record Pong() implements Frame {}

        /// The stream cannot be cut any further: answer `head` if it parses, then close (RFC 4475
        /// §3.1.2.3: framing is lost).
        record Broken(String reason, byte[] head) implements Frame {}
    }

    private static final Frame PING = new Frame.Ping();
    private static final Frame PONG = new Frame.Pong();

    private final Limits limits;
    private byte[] held = new byte[2048];
    private int from;
    private int to;
    private boolean broken;

    /// Where the search for the end of the headers goes on.
    private int searched;

    public StreamFramer(Limits limits) {
        this.limits = limits;
    }

    /// Adds received octets, which are copied.
    public void add(byte[] bytes, int start, int length) {
        reserve(length);
        System.arraycopy(bytes, start, held, to, length);
        to += length;
    }

    private void reserve(int length) {
        if (to + length <= held.length) return;
        int kept = to - from;
        var target = kept + length <= held.length ? held : new byte[Math.max(2 * held.length, kept + length)];
        System.arraycopy(held, from, target, 0, kept);
        held = target;
        searched -= from;
        from = 0;
        to = kept;
    }

    /// Octets held back for a message that is not complete yet.
    public int pending() {
        return to - from;
    }

    /// The next frame; empty when more octets are needed. After a [Frame.Broken] always empty.
    public Optional<Frame> next() {
        if (broken || from == to) return Optional.empty();
        if (held[from] == '\r' || held[from] == '\n') return lineBreaks();
        searched = Math.max(searched, from);
        for (; searched < to; searched++) {
            if (held[searched] == '\n' && isEmptyLineBefore(searched)) return message(searched + 1);
        }
        return to - from > limits.headerOctets()
                ? broken("header fields too large", to)
                : Optional.empty();
    }

    private Optional<Frame> lineBreaks() {
        if (startsWith("\r\n\r\n")) {
            from += 4;
            return Optional.of(PING);
        }
        // Half a ping may still be on its way: CR, CRLF and CRLF CR wait for what follows.
        int available = to - from;
        if (available < 4 && "\r\n\r\n".startsWith(ascii(from, to))) {
            return available == 2 ? pong(2) : Optional.empty();
        }
        return pong(held[from] == '\r' && available > 1 && held[from + 1] == '\n' ? 2 : 1);
    }

    private Optional<Frame> pong(int length) {
        from += length;
        return Optional.of(PONG);
    }

    private boolean startsWith(String text) {
        return to - from >= text.length() && ascii(from, from + text.length()).equals(text);
    }

    private String ascii(int start, int end) {
        return new String(held, start, end - start, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private boolean isEmptyLineBefore(int lf) {
        int i = lf - 1;
        if (i >= from && held[i] == '\r') i--;
        return i >= from && held[i] == '\n';
    }

    private Optional<Frame> message(int bodyFrom) {
        long length = ContentLength.find(held, from, bodyFrom);
        if (length == ContentLength.BAD) return broken("bad Content-Length", bodyFrom);
        if (bodyFrom - from + length > limits.messageOctets()) {
            return broken("message too large", bodyFrom);
        }
        int end = bodyFrom + (int) length;
        if (end > to) return Optional.empty();
        var bytes = Arrays.copyOfRange(held, from, end);
        from = end;
        searched = end;
        return Optional.of(new Frame.Message(bytes));
    }

    private Optional<Frame> broken(String reason, int end) {
        broken = true;
        return Optional.of(new Frame.Broken(reason, Arrays.copyOfRange(held, from, end)));
    }
}
