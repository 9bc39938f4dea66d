package io.carillon.node.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/// Gives a UDP socket the same read buffer again and again, for `recvmmsg` with slots that hold the
/// largest datagram.
///
/// A megabyte of address space costs nothing where no octet of it is touched, so small datagrams
/// stay cheap and no large one is cut. Whoever reads must have copied what it keeps and released
/// its slice before the next read; where one is still held, the next read gets another buffer.
final class ReusedReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    private final int octets;

    ReusedReadBuffer(int octets) {
        this.octets = octets;
    }

    @SuppressWarnings("deprecation") // the only kind of handle that a channel accepts
    @Override
    public Handle newHandle() {
        return new ReusingHandle();
    }

    private final class ReusingHandle extends MaxMessageHandle {
        private ByteBuf buffer = Unpooled.EMPTY_BUFFER;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            if (buffer.capacity() == 0 || buffer.refCnt() > 1) {
                buffer.release();
                buffer = Unpooled.directBuffer(octets, octets);
            }
            return buffer.clear().retain();
        }

        @Override
        public int guess() {
            return octets;
        }
    }
}
