package io.carillon.sharding.handover;

import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.proxy.CallState;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// What call entities of a node ask of its hand-over: to keep what they leave, to find what was
/// left to them, and to have copies kept elsewhere.
///
/// May be called on any thread and never blocks. What is sent is sent by the [HandoverActor].
public final class Handover {
    private final HandoverTable table;
    private final CopyTable copies;
    private final Surroundings surroundings;
    private final ShardAges shards = new ShardAges();
    private final NodeClock clock;
    private final ActorRef<HandoverCommand> actor;

    public Handover(
            HandoverTable table,
            CopyTable copies,
            Surroundings surroundings,
            NodeClock clock,
            ActorRef<HandoverCommand> actor) {
        this.table = table;
        this.copies = copies;
        this.surroundings = surroundings;
        this.clock = clock;
        this.actor = actor;
    }

    /// Keeps what an entity that stops leaves to the next, and sees to it that it gets there.
    public void put(Former former) {
        table.put(former, clock.millis());
        actor.tell(new HandoverCommand.Put(former.callId()));
        former.keeper().ifPresent(_ -> actor.tell(left(former)));
    }

    private static HandoverCommand left(Former former) {
        return new HandoverCommand.Left(former.callId(), former.passage());
    }

    /// What the incarnation before left on this node.
    public Optional<Former> take(String callId) {
        return table.take(callId).filter(this::adopt);
    }

    /// Whether an entity may go on with a state: it is the first here to do so.
    public boolean adopt(Former former) {
        return table.adopt(former, clock.millis());
    }

    /// Lets the holder of a state know that it need not hold it any longer.
    public void takenOver(Former former) {
        if (former.holder().isPresent()) actor.tell(new HandoverCommand.TakenOver(former));
    }

    /// Whether a state may be on its way to an entity of this shard: the shard has come here not
    /// long ago, and maybe from another node, which may have gone and left a copy here.
    public boolean mustAsk(org.apache.pekko.actor.ActorRef shard) {
        if (surroundings.others().isEmpty() && copies.isEmpty()) return false;
        return shards.isYoung(shard, clock.millis());
    }

    /// Asks all nodes for the state of a Call-ID, this one included.
    public void ask(String callId, ActorRef<HandoverReply> replyTo) {
        actor.tell(new HandoverCommand.Ask(callId, replyTo));
    }

    /// A number that no other life of a call has.
    public Passage newLife() {
        return new Passage(ThreadLocalRandom.current().nextLong(), 0);
    }

    /// The node to keep a copy: the one that does so already, if it still can.
    public Optional<NodeId> keeper(String callId, Optional<NodeId> before) {
        List<NodeId> helpers = surroundings.helpers();
        return before.filter(helpers::contains).or(() -> Keepers.choose(callId, helpers));
    }

    /// Has a copy kept.
    public void keep(
            String callId,
            CallState copy,
            Passage passage,
            NodeId keeper,
            ActorRef<HandoverReply> entity) {
        actor.tell(new HandoverCommand.HaveKept(callId, copy, passage, keeper, entity));
    }

    /// Where there is nobody to keep a copy: the entity hears [HandoverReply.KeeperLost] when there
    /// is.
    public void awaitKeeper(String callId, Passage passage, ActorRef<HandoverReply> entity) {
        actor.tell(new HandoverCommand.KeeperWanted(callId, passage, entity));
    }

    /// Nobody needs to be found to keep a copy any more.
    public void needsNoKeeper(String callId, Passage passage) {
        actor.tell(new HandoverCommand.Left(callId, passage));
    }

    /// Has a copy forgotten.
    ///
    /// @param urgent whether that must be known before anything else is sent
    public void forget(String callId, Passage passage, NodeId keeper, boolean urgent) {
        actor.tell(new HandoverCommand.HaveForgotten(callId, passage, keeper, urgent));
    }
}
