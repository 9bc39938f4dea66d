package io.carillon.node.edge;

import io.carillon.sharding.flow.Parcel;
import io.carillon.sip.codec.MessageWriter;
import io.carillon.sip.message.SipMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/// A message as the buffer that leaves: written into the loop's scratch, copied once; or just
/// copied, where another node has written it.
final class Octets {
    private Octets() {}

    /// Runs on the loop; the caller owns the buffer.
    static ByteBuf of(Parcel parcel, Loop loop, ByteBufAllocator allocator) {
        return switch (parcel) {
            case Parcel.Open(var message) -> written(message, loop, allocator);
            case Parcel.Sealed octets ->
                    copied(octets.octets(), octets.from(), octets.length(), allocator);
        };
    }

    private static ByteBuf written(SipMessage message, Loop loop, ByteBufAllocator allocator) {
        int bound = MessageWriter.bound(message);
        var scratch = bound <= loop.scratch().length ? loop.scratch() : new byte[bound];
        return copied(scratch, 0, MessageWriter.write(message, scratch), allocator);
    }

    private static ByteBuf copied(byte[] octets, int from, int length, ByteBufAllocator allocator) {
        return allocator.directBuffer(length, length).writeBytes(octets, from, length);
    }
}
