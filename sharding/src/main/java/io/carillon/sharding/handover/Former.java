package io.carillon.sharding.handover;

import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.ProxyEvent.Origin;

import java.util.Optional;

/// What a former incarnation of a call's entity has left to the next one.
///
/// @param passage after the move that it is for
/// @param holder who keeps it until it is acknowledged; empty when nobody waits for that
/// @param keeper who has a copy of the former incarnation's ringing INVITEs
/// @param sentAt by the clock of the node that has sent it; 0 when it has not left its node, and
/// from a node of a release that did not say
public record Former(
        String callId,
        CallState state,
        Origin origin,
        Passage passage,
        Optional<NodeId> holder,
        Optional<NodeId> keeper,
        long sentAt) {
    /// Clocks that are no further apart are taken for the same: a message may be that long on its
    /// way, and what is due meanwhile is due.
    private static final long TOGETHER_MILLIS = 10_000;

    public Former(
            String callId,
            CallState state,
            Origin origin,
            Passage passage,
            Optional<NodeId> holder,
            Optional<NodeId> keeper) {
        this(callId, state, origin, passage, holder, keeper, 0);
    }

    /// A state to begin with that nobody waits for to be taken over.
    public static Former of(String callId, CallState state, Passage passage) {
        return new Former(
                callId, state, Origin.HANDED_OVER, passage, Optional.empty(), Optional.empty());
    }

    Former heldBy(NodeId node) {
        return new Former(callId, state, origin, passage, Optional.of(node), keeper, sentAt);
    }

    /// As it leaves a node.
    ///
    /// @param now by the clock of that node, which its times are of
    public Former sent(long now) {
        return new Former(callId, state, origin, passage, holder, keeper, now);
    }

    /// As it is where it arrives: its times are of the clock there. Nodes' clocks differ when one
    /// was stepped, and a transaction has as long as it has.
    ///
    /// @param now by the clock of the node where it has arrived
    public Former arrived(long now) {
        if (sentAt == 0) return this;
        return new Former(callId, of(state, sentAt, now), origin, passage, holder, keeper, 0);
    }

    /// A state by the clock of the node where it arrives.
    static CallState of(CallState state, long sentAt, long now) {
        long ahead = now - sentAt;
        return sentAt == 0 || Math.abs(ahead) < TOGETHER_MILLIS ? state : state.shifted(ahead);
    }
}
