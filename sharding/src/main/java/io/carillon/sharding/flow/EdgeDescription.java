package io.carillon.sharding.flow;

import io.carillon.sip.transport.Listener;

import java.util.List;

/// What an edge says of itself when it begins to serve, when it is asked, and when it leaves.
///
/// @param edge its name, as [io.carillon.sip.transport.Edges] has it
/// @param listeners its sockets
/// @param standing what they may be used for
public record EdgeDescription(String edge, List<Listener> listeners, Standing standing)
        implements EdgeNews {
    /// How far an edge is on its way out, in this order.
    public enum Standing {
        /// It takes whatever comes.
        SERVES,
        /// It finishes what is under way: nothing new is to be sent by it where there is another.
        LEAVES,
        /// It is about to close its sockets: nothing is to be sent by it.
        GONE
    }

    /// An edge that serves.
    public EdgeDescription(String edge, List<Listener> listeners) {
        this(edge, listeners, Standing.SERVES);
    }

    boolean isGone() {
        return standing == Standing.GONE;
    }
}
