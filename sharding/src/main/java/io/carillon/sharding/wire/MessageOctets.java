package io.carillon.sharding.wire;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;

import io.carillon.sharding.flow.Parcel;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.codec.MessageWriter;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;

import java.io.IOException;
import java.nio.ByteBuffer;

/// SIP messages as they travel between nodes: the octets that would go to a peer, read again by the
/// same parser.
///
/// Neither way copies them more than once: lines that nobody touched are copied in runs into the
/// array that is sent, and a message that was read is a view of the array that came. What only goes
/// on to a socket is not read at all. RFC 3261 §7.
final class MessageOctets {
    /// What one node let in, another must not refuse.
    private static final MessageParser PARSER = new MessageParser(Limits.ROOMY);

    private MessageOctets() {}

    static ByteString of(SipMessage message) {
        var octets = new byte[MessageWriter.bound(message)];
        return UnsafeByteOperations.unsafeWrap(octets, 0, MessageWriter.write(message, octets));
    }

    static ByteString of(Parcel parcel) {
        return switch (parcel) {
            case Parcel.Open(var message) -> of(message);
            case Parcel.Sealed octets ->
                    UnsafeByteOperations.unsafeWrap(
                            octets.octets(), octets.from(), octets.length());
        };
    }

    static Request request(ByteString octets) throws InvalidProtocolBufferException {
        if (message(octets) instanceof Request request) return request;
        throw new InvalidProtocolBufferException("a response in the place of a request");
    }

    static Response response(ByteString octets) throws InvalidProtocolBufferException {
        if (message(octets) instanceof Response response) return response;
        throw new InvalidProtocolBufferException("a request in the place of a response");
    }

    static Parcel parcel(ByteString octets) throws InvalidProtocolBufferException {
        var view = View.of(octets);
        var parcel = Parcel.Sealed.of(view.octets, view.from, view.length);
        if (parcel.isPresent()) return parcel.get();
        throw new InvalidProtocolBufferException("no SIP message");
    }

    static SipMessage message(ByteString octets) throws InvalidProtocolBufferException {
        var view = View.of(octets);
        return switch (PARSER.parse(view.octets, view.from, view.from + view.length)) {
            case SipMessage message -> message;
            case ParseFailure failure ->
                    throw new InvalidProtocolBufferException("no SIP message: " + failure.reason());
        };
    }

    /// Takes hold of the array behind a ByteString, which nobody changes: the message keeps it.
    private static final class View extends ByteOutput {
        private byte[] octets = {};
        private int from;
        private int length;

        static View of(ByteString octets) throws InvalidProtocolBufferException {
            var view = new View();
            try {
                UnsafeByteOperations.unsafeWriteTo(octets, view);
            } catch (IOException e) {
                throw new InvalidProtocolBufferException(e);
            }
            return view;
        }

        @Override
        public void write(byte value) {
            throw new UnsupportedOperationException("octets in pieces");
        }

        @Override
        public void write(byte[] value, int offset, int count) {
            octets = java.util.Arrays.copyOfRange(value, offset, offset + count);
            from = 0;
            length = count;
        }

        @Override
        public void writeLazy(byte[] value, int offset, int count) {
            octets = value;
            from = offset;
            length = count;
        }

        @Override
        public void write(ByteBuffer value) {
            octets = new byte[value.remaining()];
            from = 0;
            length = octets.length;
            value.get(octets);
        }

        @Override
        public void writeLazy(ByteBuffer value) {
            write(value);
        }
    }
}
