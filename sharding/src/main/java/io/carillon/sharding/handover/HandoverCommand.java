package io.carillon.sharding.handover;

import io.carillon.sip.proxy.CallState;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.List;
import java.util.Optional;

/// What the handover actor of a node is told: by entities of its node, by its peers on other nodes
/// ([BetweenNodes]), and by its own surroundings.
public sealed interface HandoverCommand {
    /// What handover actors tell each other.
    sealed interface BetweenNodes extends HandoverCommand {}

    /// Tell this to the entity of its Call-ID by way of your region.
    record Push(Former former) implements BetweenNodes {}

    /// An entity here goes on with the state that you hold.
    record Acknowledged(String callId, Passage passage) implements BetweenNodes {}

    /// Do you hold the state of this Call-ID?
    ///
    /// @param round to be repeated in the answer
    record Claim(String callId, long round, NodeId from) implements BetweenNodes {}

    /// The answer to [Claim].
    record Claimed(long round, NodeId from, Optional<Former> former) implements BetweenNodes {}

    /// Keep a copy of the ringing INVITEs of a Call-ID, in the place of an earlier one; answered by
    /// [Kept].
    ///
    /// @param passage of the entity that has them
    /// @param number of the copy among all that the owner's node has had kept; 0 from a node of a
    /// release that did not count
    /// @param forgets what is to be forgotten besides, before the copy is kept
    /// @param sentAt by the clock of the owner's node, which the times of the copy are of; 0 from a
    /// node of a release that did not say
    record Keep(
            String callId,
            CallState copy,
            Passage passage,
            NodeId owner,
            long number,
            List<Forget> forgets,
            long sentAt)
            implements BetweenNodes {}

    /// The copy is kept.
    ///
    /// @param readsForgets whether the node heeds what comes with a [Keep]
    record Kept(String callId, Passage passage, NodeId keeper, boolean readsForgets)
            implements BetweenNodes {}

    /// The copies that entities had up to this passage are worth nothing any more.
    ///
    /// @param number of the last copy that was to be kept, which this may have overtaken on the
    /// way;
    /// 0 when it is not known
    record Forget(String callId, Passage passage, long number) implements BetweenNodes {}

    /// A node is about to leave: give it nothing more, and take its shards. Said again and again.
    record Draining(NodeId node) implements BetweenNodes {}

    // --- on one node ----------------------------------------------------------------------------

    /// An entity has put its state into the table.
    record Put(String callId) implements HandoverCommand {}

    /// Another incarnation goes on with the state; its holder may let go of it.
    record TakenOver(Former former) implements HandoverCommand {}

    /// Who holds the state of this Call-ID? Answered by [HandoverReply.Found], unless nobody can
    /// say.
    record Ask(String callId, ActorRef<HandoverReply> replyTo) implements HandoverCommand {}

    /// Have a copy kept; answered by [HandoverReply.Kept].
    record HaveKept(
            String callId,
            CallState copy,
            Passage passage,
            NodeId keeper,
            ActorRef<HandoverReply> entity)
            implements HandoverCommand {}

    /// A copy is to be kept as soon as there is a node to do so; answered by
    /// [HandoverReply.KeeperLost] then.
    record KeeperWanted(String callId, Passage passage, ActorRef<HandoverReply> entity)
            implements HandoverCommand {}

    /// The copy that a node keeps is not needed any more.
    ///
    /// @param urgent whether the node must know before anything else is sent
    record HaveForgotten(String callId, Passage passage, NodeId keeper, boolean urgent)
            implements HandoverCommand {}

    /// An entity has stopped and leaves its copy to the next, or wants none kept any more.
    record Left(String callId, Passage passage) implements HandoverCommand {}

    /// What the actor tells itself, and what the node that leaves tells it.
    enum Signal implements HandoverCommand {
        /// Something may be due.
        TICK,
        /// The members, or who of them is reachable, have changed.
        MEMBERS_CHANGED,
        /// This node is about to leave: all others shall know.
        DRAIN,
        /// This node's region is gone, and whatever it kept.
        REGION_GONE
    }

    /// A node is out of the cluster.
    ///
    /// @param crashed or else it has left in order
    record Removed(NodeId node, boolean crashed) implements HandoverCommand {}
}
