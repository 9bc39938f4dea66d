package io.carillon.sharding.handover;

import java.util.Optional;

/// What a call entity hears from the handover actor of its node.
public sealed interface HandoverReply {
    /// The state of a former incarnation, if any node holds one.
    record Found(Optional<Former> former) implements HandoverReply {}

    /// A node that may hold the state does not answer.
    record Undecided() implements HandoverReply {}

    /// Another node has the copy.
    record Kept(Passage passage) implements HandoverReply {}

    /// The node that was to have the copy does not say that it has it.
    record Unkept() implements HandoverReply {}

    /// The node that had the copy is leaving or has left; or there was none, and now there is.
    record KeeperLost() implements HandoverReply {}
}
