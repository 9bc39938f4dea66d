package io.carillon.node.edge;

import io.netty.channel.Channel;

/// A socket to write to, and whether it waits for the flush at the end of its loop's batch.
///
/// Belongs to one loop and is touched on that loop's thread alone.
public final class Outlet {
    public final Channel channel;
    boolean dirty;

    public Outlet(Channel channel) {
        this.channel = channel;
    }
}
