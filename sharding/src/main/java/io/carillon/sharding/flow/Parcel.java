package io.carillon.sharding.flow;

import io.carillon.sip.codec.Glance;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.message.Via;

import java.util.Optional;

/// A SIP message that leaves: as a value, or as the octets that another node has written, which go
/// to the socket as they are.
///
/// What an edge has to know of each message on its way out can be had without reading all of it.
public sealed interface Parcel {
    /// The method of a request, or of the request that a response answers.
    Method method();

    /// Of a response, 100 to 699; 0 for a request.
    int status();

    default boolean isRequest() {
        return status() == 0;
    }

    /// The topmost Via value, which for a request is our own; empty when it cannot be read.
    Optional<Via> topVia();

    /// The message itself; empty when the octets are none.
    Optional<SipMessage> opened();

    /// A message of this node.
    record Open(SipMessage message) implements Parcel {
        @Override
        public Method method() {
            return message.method();
        }

        @Override
        public int status() {
            return message instanceof Response response ? response.status() : 0;
        }

        @Override
        public Optional<Via> topVia() {
            return Optional.of(message.topVia());
        }

        @Override
        public Optional<SipMessage> opened() {
            return Optional.of(message);
        }

        @Override
        public String toString() {
            return message.toString();
        }
    }

    /// A message that came from another node: `octets[from, from + length)`, which nobody changes.
    final class Sealed implements Parcel {
        private static final MessageParser PARSER = new MessageParser(Limits.ROOMY);

        private final byte[] octets;
        private final int from;
        private final int length;
        private final Glance glance;

        private Sealed(byte[] octets, int from, int length, Glance glance) {
            this.octets = octets;
            this.from = from;
            this.length = length;
            this.glance = glance;
        }

        /// Keeps the array; empty when the octets are no message.
        public static Optional<Sealed> of(byte[] octets, int from, int length) {
            return Glance.at(octets, from, from + length)
                    .map(glance -> new Sealed(octets, from, length, glance));
        }

        public byte[] octets() {
            return octets;
        }

        public int from() {
            return from;
        }

        public int length() {
            return length;
        }

        @Override
        public Method method() {
            return glance.method();
        }

        @Override
        public int status() {
            return glance.status();
        }

        @Override
        public Optional<Via> topVia() {
            return glance.topVia();
        }

        @Override
        public Optional<SipMessage> opened() {
            return PARSER.parse(octets, from, from + length) instanceof SipMessage message
                    ? Optional.of(message)
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return opened().map(SipMessage::toString).orElse("[" + length + " octets]");
        }
    }
}
