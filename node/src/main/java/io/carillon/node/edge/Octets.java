package io.carillon.node.edge;

import io.carillon.sip.codec.MessageWriter;
import io.carillon.sip.message.SipMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/// A message as the buffer that leaves: written into the loop's scratch, copied once.
final class Octets {
    private Octets() {}

    /// Runs on the loop; the caller owns the buffer.
    static ByteBuf of(SipMessage message, Loop loop, ByteBufAllocator allocator) {
        int bound = MessageWriter.bound(message);
        var scratch = bound <= loop.scratch().length ? loop.scratch() : new byte[bound];
        int length = MessageWriter.write(message, scratch);
        return allocator.directBuffer(length, length).writeBytes(scratch, 0, length);
    }
}
