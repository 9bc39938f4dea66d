package io.carillon.sharding.flow;

import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Hop;

/// The way out by the sockets of this node alone, for its own entities and for those of other
/// nodes.
public interface Sockets extends Outbound {
    /// Sends one message to one hop, whose edge is this node.
    void send(Parcel parcel, Hop hop, Unreachable unreachable);

    @Override
    default void send(SipMessage message, Hop hop, Unreachable unreachable) {
        send(new Parcel.Open(message), hop, unreachable);
    }
}
