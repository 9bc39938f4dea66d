package io.carillon.sharding.flow;

import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Hop;

import org.apache.pekko.actor.typed.ActorRef;

/// What the [Outlet] of an edge is told, mostly by other nodes.
public sealed interface OutletCommand {
    /// A message is to leave by the sockets of this edge.
    ///
    /// @param reportsFailure whether the call of a request hears when it could not be sent
    record Send(Parcel parcel, Hop hop, boolean reportsFailure) implements OutletCommand {
        public Send(SipMessage message, Hop hop, boolean reportsFailure) {
            this(new Parcel.Open(message), hop, reportsFailure);
        }
    }

    /// The message with this receipt was taken: it need not be repeated any more.
    record Acknowledge(long number) implements OutletCommand {}

    /// Which sockets are there? Answered by an [EdgeDescription].
    record Describe(ActorRef<EdgeDescription> replyTo) implements OutletCommand {}
}
