package io.carillon.node.edge;

import io.netty.channel.Channel;

/// A socket to write to, and whether it waits for the flush at the end of its loop's batch.
///
/// Belongs to one loop and is touched on that loop's thread alone.
final class Outlet {
    final Channel channel;
    boolean dirty;

    Outlet(Channel channel) {
        this.channel = channel;
    }
}
