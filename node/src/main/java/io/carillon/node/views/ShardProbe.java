package io.carillon.node.views;

import io.carillon.sharding.EntityTypes;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.pattern.Patterns;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Asks now and then, through this node's regions, those who know where shards live: who gets an
/// answer can reach every shard, and on a core node they know of its own region.
///
/// A coordinator that has just died is replaced within seconds; so long a lack of answers is no
/// trouble.
public final class ShardProbe {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration TROUBLE = Duration.ofSeconds(5);
    private static final List<String> TYPES =
            List.of(EntityTypes.AOR.name(), EntityTypes.CALL.name());

    private final ActorSystem<?> system;
    private final boolean core;
    private final Map<String, Long> answeredAt = new ConcurrentHashMap<>();

    private ShardProbe(ActorSystem<?> system, boolean core) {
        this.system = system;
        this.core = core;
    }

    /// Begins to ask; the regions have been started. Ends with the actor system.
    ///
    /// @param core whether this node holds entities
    public static ShardProbe start(ActorSystem<?> system, boolean core) {
        var probe = new ShardProbe(system, core);
        system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO, PERIOD, probe::askAll, system.executionContext());
        return probe;
    }

    /// What is wrong, in one line; empty when all shards can be reached.
    public Optional<String> trouble() {
        long now = System.nanoTime();
        for (var type : TYPES) {
            var at = answeredAt.get(type);
            if (at == null) return Optional.of("the shards of " + type + " are not there yet");
            if (now - at > TROUBLE.toNanos()) {
                return Optional.of(
                        "nobody has said for %d s where the shards of %s are"
                                .formatted((now - at) / 1_000_000_000, type));
            }
        }
        return Optional.empty();
    }

    private void askAll() {
        TYPES.forEach(this::ask);
    }

    private void ask(String type) {
        var region = ClusterSharding.get(Adapter.toClassic(system)).shardRegion(type);
        Patterns.ask(region, ShardRegion.getCurrentRegionsInstance(), PATIENCE)
                .thenAccept(
                        answer -> {
                            var regions = ((ShardRegion.CurrentRegions) answer).getRegions();
                            var self = Cluster.get(system).selfMember().address();
                            boolean known = core ? regions.contains(self) : !regions.isEmpty();
                            if (known) answeredAt.put(type, System.nanoTime());
                        });
    }
}
