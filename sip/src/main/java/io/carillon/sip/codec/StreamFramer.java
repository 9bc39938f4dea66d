package io.carillon.sip.codec;

import java.util.Arrays;
import java.util.Optional;

/// Cuts the octets of one connection into messages by Content-Length, and finds keep-alives.
///
/// Holds what has not been cut yet, and nothing between messages; one framer belongs to one
/// connection and one thread. RFC 3261 §18.3; CRLF keep-alive: RFC 5626 §3.5.1.
public final class StreamFramer {
    /// What was cut off the front of the stream.
    public sealed interface Frame {
        /// The octets of one message, for [MessageParser].
        record Message(byte[] bytes) implements Frame {}

        /// CRLF CRLF: the peer asks whether the flow lives; the answer is a single CRLF.
        record Ping() implements Frame {}

        /// A single CRLF between messages: the answer to our own ping, padding, or the first half
        /// of a ping whose second half has not come yet. That one still yields a [Ping] when it
        /// does, so that every two CRLF in a row are one ping however the octets arrive.
        record Pong() implements Frame {}

        /// The stream cannot be cut any further: answer `head` if it parses, then close (RFC 4475
        /// §3.1.2.3: framing is lost).
        record Broken(String reason, byte[] head) implements Frame {}
    }

    private static final Frame PING = new Frame.Ping();
    private static final Frame PONG = new Frame.Pong();
    private static final byte[] EMPTY = {};
    private static final int FIRST_SIZE = 2048;

    private final Limits limits;
    private byte[] held = EMPTY;
    private int from;
    private int to;
    private boolean broken;

    /// A single CRLF was cut last: another one makes it a ping.
    private boolean halfPing;

    /// Where the search for the end of the headers goes on.
    private int searched;

    /// Where the message at the front ends, once its headers have been read; else 0.
    private int messageEnd;

    public StreamFramer(Limits limits) {
        this.limits = limits;
    }

    /// Adds received octets, which are copied. Call [#next] until it is empty before the next.
    public void add(byte[] bytes, int start, int length) {
        if (broken) return;
        reserve(length);
        System.arraycopy(bytes, start, held, to, length);
        to += length;
    }

    private void reserve(int length) {
        if (to + length <= held.length) return;
        int kept = to - from;
        var target =
                kept + length <= held.length
                        ? held
                        : new byte[Math.max(kept + length, Math.max(2 * held.length, FIRST_SIZE))];
        System.arraycopy(held, from, target, 0, kept);
        held = target;
        searched -= from;
        if (messageEnd > 0) messageEnd -= from;
        from = 0;
        to = kept;
    }

    /// Octets held back for a message that is not complete yet.
    public int pending() {
        return to - from;
    }

    /// The next frame; empty when more octets are needed. After a [Frame.Broken] always empty.
    public Optional<Frame> next() {
        if (broken) return Optional.empty();
        if (from == to) {
            release();
            return Optional.empty();
        }
        if (held[from] == '\r' || held[from] == '\n') return lineBreaks();
        halfPing = false;
        return messageEnd == 0 ? headers() : message();
    }

    /// Most connections are idle most of the time, and there may be very many.
    private void release() {
        held = EMPTY;
        from = 0;
        to = 0;
        searched = 0;
    }

    private Optional<Frame> lineBreaks() {
        if (held[from] == '\n') return lineBreak(1);
        if (to - from == 1) return Optional.empty(); // its LF may be on its way
        if (held[from + 1] != '\n') return lineBreak(1);
        if (halfPing) return ping(2);
        boolean second = to - from >= 4 && held[from + 2] == '\r' && held[from + 3] == '\n';
        return second ? ping(4) : lineBreak(2);
    }

    private Optional<Frame> ping(int length) {
        halfPing = false;
        from += length;
        return Optional.of(PING);
    }

    private Optional<Frame> lineBreak(int length) {
        halfPing = length == 2;
        from += length;
        return Optional.of(PONG);
    }

    /// Looks for the empty line after the headers, and reads the length of what follows.
    private Optional<Frame> headers() {
        for (searched = Math.max(searched, from); searched < to; searched++) {
            if (held[searched] == '\n' && isEmptyLineBefore(searched)) return body(searched + 1);
        }
        return to - from > limits.headerOctets()
                ? broken("header fields too large", to)
                : Optional.empty();
    }

    private Optional<Frame> body(int bodyFrom) {
        long length = ContentLength.find(held, from, bodyFrom);
        if (length == ContentLength.BAD) return broken("bad Content-Length", bodyFrom);
        if (bodyFrom - from + length > limits.messageOctets()) {
            return broken("message too large", bodyFrom);
        }
        messageEnd = bodyFrom + (int) length;
        return message();
    }

    private Optional<Frame> message() {
        if (messageEnd > to) return Optional.empty();
        var bytes = Arrays.copyOfRange(held, from, messageEnd);
        from = messageEnd;
        searched = messageEnd;
        messageEnd = 0;
        return Optional.of(new Frame.Message(bytes));
    }

    private Optional<Frame> broken(String reason, int end) {
        broken = true;
        var head = Arrays.copyOfRange(held, from, end);
        release();
        return Optional.of(new Frame.Broken(reason, head));
    }

    private boolean isEmptyLineBefore(int lf) {
        int i = lf - 1;
        if (i >= from && held[i] == '\r') i--;
        return i >= from && held[i] == '\n';
    }
}
