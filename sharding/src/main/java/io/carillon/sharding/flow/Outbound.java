package io.carillon.sharding.flow;

import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;

import java.util.List;

/// The way out for entities: sends messages and resolves hosts. The edge provides it.
///
/// All methods may be called from any thread and never block; on an event loop, a datagram leaves
/// by that loop's own socket with the batch under way.
public interface Outbound {
    /// Told when a message could not be sent: no such flow, connection refused, no such host. May
    /// be called on any thread, at most once, or never (UDP mostly never knows).
    @FunctionalInterface
    interface Unreachable {
        /// For messages whose fate nobody waits for.
        Unreachable IGNORED = _ -> {};

        void because(String reason);
    }

    /// Told the outcome of [#resolve], on any thread.
    @FunctionalInterface
    interface Resolved {
        /// In order of preference (RFC 3263 §4); empty when the host cannot be resolved.
        void as(List<Destination> destinations);
    }

    /// Sends one message to one hop.
    void send(SipMessage message, Hop hop, Unreachable unreachable);

    /// Tells the edge that a message has been taken: it need not repeat it.
    void acknowledge(Receipt receipt);

    /// Resolves a host by RFC 3263; an address literal is answered at once on this thread.
    void resolve(HostPort host, Resolved resolved);
}
