package io.carillon.sip.codec;

import io.carillon.sip.message.ParseOutcome;

/// Octets to a message, or to a value that says what is wrong with them.
///
/// Verifies what every element needs: start line, line structure, the top Via, From, To, Call-ID,
/// CSeq, Max-Forwards and Content-Length. Everything else is kept to the byte and parsed when
/// asked for. The message keeps the array, which must not change afterwards.
///
/// RFC 3261 §7, §18.3, §25.
public final class MessageParser {
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
        return new MessageReading(bytes, from, to, limits).outcome();
    }
}
