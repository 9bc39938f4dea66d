package io.carillon.node;

import io.carillon.sharding.EntityTypes;
import io.carillon.sharding.call.CallDirectory;
import io.carillon.sharding.handover.HandoverCommand;

import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/// How a node leaves its cluster with nobody noticing: its shards move to the others a few at a
/// time while it serves as before, then it leaves.
///
/// A part of Pekko's coordinated shutdown: whatever begins that has it in order. Who is removed
/// from the cluster has nothing to give away any more and leaves at once.
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    /// Then it leaves with what it has left, which is pushed on while it does.
    private static final Duration EVACUATION = Duration.ofSeconds(10);

    private static final Duration LAST_STATES = Duration.ofSeconds(6);
    private static final Duration LOOK_EVERY = Duration.ofMillis(30);
    private static final Duration ANSWER = Duration.ofSeconds(1);

    /// All phases together take less.
    private static final Duration WHOLE = Duration.ofSeconds(60);

    /// Why the coordinated shutdown is run.
    private static final class Leaving implements CoordinatedShutdown.Reason {}

    private final ActorSystem<?> system;
    private final CallShards shards;
    private final CallDirectory directory;
    private final Runnable evacuated;

    private Departure(
            ActorSystem<?> system, CallShards shards, CallDirectory directory, Runnable evacuated) {
        this.system = system;
        this.shards = shards;
        this.directory = directory;
        this.evacuated = evacuated;
    }

    /// Has the node leave in this way when the time comes.
    ///
    /// @param evacuated run when all is moved, and before the cluster is left; may take its time
    static void prepare(
            ActorSystem<?> system, CallShards shards, CallDirectory directory, Runnable evacuated) {
        var departure = new Departure(system, shards, directory, evacuated);
        var shutdown = CoordinatedShutdown.get(Adapter.toClassic(system));
        shutdown.addTask(
                CoordinatedShutdown.PhaseBeforeClusterShutdown(),
                "evacuate",
                () -> departure.inBackground("evacuate", departure::evacuate));
        shutdown.addTask(
                "handover-drain",
                "last-states",
                () -> departure.inBackground("last-states", departure::giveLastStatesAway));
    }

    /// Leaves, and returns when the actor system has ended.
    static void leave(ActorSystem<?> system) {
        var ended =
                CoordinatedShutdown.get(Adapter.toClassic(system))
                        .runAll(new Leaving())
                        .toCompletableFuture();
        try {
            ended.get(WHOLE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException failure) {
            LOG.warn("The node did not leave in order", failure);
        }
    }

    private CompletionStage<Done> inBackground(String name, Runnable work) {
        var done = new CompletableFuture<Done>();
        Thread.ofPlatform()
                .daemon()
                .name("departure-" + name)
                .start(
                        () -> {
                            try {
                                work.run();
                            } finally {
                                done.complete(Done.getInstance());
                            }
                        });
        return done;
    }

    private void evacuate() {
        var self = Cluster.get(system).selfMember();
        boolean holds = self.hasRole(EntityTypes.ROLE) && self.status().equals(MemberStatus.up());
        if (holds) shards.handover().tell(HandoverCommand.Signal.DRAIN);
        if (holds && shards.canMove()) {
            long began = System.nanoTime();
            // Where all leave at once, there is nobody to give anything to.
            boolean empty = await(EVACUATION, () -> !shards.canMove() || isEmpty()) && isEmpty();
            LOG.info(
                    "Gave {} shards away in {} ms",
                    empty ? "all" : "not all",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        }
        evacuated.run();
    }

    /// Shards are counted last: those that are under way do not answer.
    private boolean isEmpty() {
        return shards.held() == 0
                && directory.entities() == 0
                && shardsOf(EntityTypes.CALL) == 0
                && shardsOf(EntityTypes.AOR) == 0;
    }

    /// A region that does not answer has shards, for all that is known.
    private int shardsOf(EntityTypeKey<?> type) {
        try {
            var state =
                    AskPattern.ask(
                                    ClusterSharding.get(system).shardState(),
                                    (ActorRef<CurrentShardRegionState> replyTo) ->
                                            new GetShardRegionState(type, replyTo),
                                    ANSWER,
                                    system.scheduler())
                            .toCompletableFuture()
                            .get(2 * ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            return state.getShards().size() + state.getFailed().size();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (ExecutionException | TimeoutException _) {
            return 1;
        }
    }

    private void giveLastStatesAway() {
        if (!shards.canMove()) return;
        shards.handover().tell(HandoverCommand.Signal.REGION_GONE);
        await(LAST_STATES, () -> !shards.canMove() || shards.held() == 0);
        if (shards.held() > 0) {
            LOG.warn("{} calls found no new owner", shards.held());
        }
    }

    private static boolean await(Duration patience, BooleanSupplier condition) {
        long until = System.nanoTime() + patience.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > until) return false;
                Thread.sleep(LOOK_EVERY);
            }
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
