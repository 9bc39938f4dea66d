package io.carillon.sharding.handover;

import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.ProxyEvent.Origin;

import java.util.Optional;

/// What a former incarnation of a call's entity has left to the next one.
///
/// @param passage after the move that it is for
/// @param holder who keeps it until it is acknowledged; empty when nobody waits for that
/// @param keeper who has a copy of the former incarnation's ringing INVITEs
public record Former(
        String callId,
        CallState state,
        Origin origin,
        Passage passage,
        Optional<NodeId> holder,
        Optional<NodeId> keeper) {
    /// A state to begin with that nobody waits for to be taken over.
    public static Former of(String callId, CallState state, Passage passage) {
        return new Former(
                callId, state, Origin.HANDED_OVER, passage, Optional.empty(), Optional.empty());
    }

    Former heldBy(NodeId node) {
        return new Former(callId, state, origin, passage, Optional.of(node), keeper);
    }
}
