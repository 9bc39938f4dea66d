package io.carillon.sharding.handover;

/// Which move of which life of a call a state belongs to: by this a node knows a state that it has
/// taken over before from one that came back.
///
/// A call that ended and is heard of once more (a late retransmission) begins another life, which
/// has nothing to do with the moves of the first.
///
/// @param life drawn by lot when an entity begins without a former state
/// @param hops how often the state has moved since, 0 or more
public record Passage(long life, int hops) {
    /// After one more move.
    public Passage next() {
        return new Passage(life, hops + 1);
    }

    /// Whether this is the other one or came after it.
    public boolean covers(Passage other) {
        return life == other.life && hops >= other.hops;
    }
}
