package io.carillon.node;

import io.carillon.sharding.Courier;
import io.carillon.sharding.EntityTypes;
import io.carillon.sharding.ShardKeys;
import io.carillon.sharding.call.CallCommand;
import io.carillon.sharding.call.CallEntity;
import io.carillon.sharding.call.CallServices;
import io.carillon.sharding.handover.CopyTable;
import io.carillon.sharding.handover.DrainingNodes;
import io.carillon.sharding.handover.Former;
import io.carillon.sharding.handover.Handover;
import io.carillon.sharding.handover.HandoverActor;
import io.carillon.sharding.handover.HandoverCommand;
import io.carillon.sharding.handover.HandoverTable;
import io.carillon.sharding.handover.Passage;
import io.carillon.sharding.handover.Surroundings;
import io.carillon.sharding.membership.Lease;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.proxy.CallState;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The call entities of a node and what hands them over, put together.
final class CallShards {
    /// A copy is kept for as long as an INVITE may ring and this longer.
    private static final Duration RESERVE = Duration.ofSeconds(30);

    private final ActorRef<CallCommand> region;
    private final ActorRef<HandoverCommand> actor;
    private final HandoverTable table;
    private final CopyTable copies;
    private final Surroundings surroundings;

    private CallShards(
            ActorRef<CallCommand> region,
            ActorRef<HandoverCommand> actor,
            HandoverTable table,
            CopyTable copies,
            Surroundings surroundings) {
        this.region = region;
        this.actor = actor;
        this.table = table;
        this.copies = copies;
        this.surroundings = surroundings;
    }

    /// Starts them.
    ///
    /// @param region completed with the region that was started
    /// @param draining the nodes that are about to leave, as the allocation of shards sees them
    /// @param courier carries what nodes tell each other of ringing calls
    /// @param timerC how long an INVITE may ring
    /// @param noticed lets others learn which shards are here
    /// @param services of a region and its hand-over
    static CallShards start(
            ActorSystem<?> system,
            CompletableFuture<ActorRef<CallCommand>> region,
            DrainingNodes draining,
            NodeClock clock,
            Lease lease,
            Courier courier,
            Duration timerC,
            UnaryOperator<Function<String, Behavior<CallCommand>>> noticed,
            BiFunction<ActorRef<CallCommand>, Handover, CallServices> services) {
        var self = HandoverActor.self(system);
        var table = new HandoverTable(self);
        var copies = new CopyTable(self, timerC.plus(RESERVE).toMillis());
        var surroundings = new Surroundings();
        var parts =
                new HandoverActor.Parts(
                        table,
                        copies,
                        surroundings,
                        draining,
                        clock,
                        lease::mayAct,
                        courier,
                        former ->
                                region.thenAccept(
                                        calls -> calls.tell(new CallCommand.Resume(former))));
        var actor = HandoverActor.start(system, parts);
        var handover = new Handover(table, copies, surroundings, clock, actor);
        var shared = region.thenApply(calls -> services.apply(calls, handover));
        var calls =
                EntityTypes.start(
                        system,
                        EntityTypes.CALL,
                        noticed.apply(id -> CallEntity.create(id, shared.join())),
                        CallCommand.Stop.STOP,
                        draining);
        region.complete(calls);
        return new CallShards(calls, actor, table, copies, surroundings);
    }

    /// Has every shard allocated, so that no first message waits for the coordinator.
    void touch() {
        var seen = new BitSet(ShardKeys.SHARDS);
        for (int i = 0; seen.cardinality() < ShardKeys.SHARDS; i++) {
            var id = "shard-" + i + "@invalid";
            if (seen.get(ShardKeys.numberOf(id))) continue;
            seen.set(ShardKeys.numberOf(id));
            var nothing = Former.of(id, CallState.NONE, new Passage(0, 0));
            region.tell(new CallCommand.Resume(nothing));
        }
    }

    ActorRef<CallCommand> region() {
        return region;
    }

    /// Whether another node could take them over.
    boolean canMove() {
        return surroundings.hasHelpers();
    }

    /// What moves their states.
    ActorRef<HandoverCommand> handover() {
        return actor;
    }

    /// How many copies of ringing INVITEs are kept here for other nodes.
    int copies() {
        return copies.size();
    }

    /// How many states wait to be taken over by their next owner.
    int states() {
        return table.size();
    }

    /// How many states, and copies of nodes that crashed, wait to be taken over by another node.
    int held() {
        return table.size() + copies.orphans();
    }
}
