package io.carillon.node.views;

import io.carillon.node.ops.ClusterView;
import io.carillon.sharding.EntityTypes;
import io.carillon.sharding.membership.Lease;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.pattern.Patterns;

import scala.concurrent.duration.FiniteDuration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/// The cluster and its shards as this node's actor system sees them.
public final class ShardedCluster implements ClusterView {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Pekko's own roles.
    private static final String DATACENTER = "dc-";

    private final ActorSystem<?> system;
    private final Lease lease;

    public ShardedCluster(ActorSystem<?> system, Lease lease) {
        this.system = system;
        this.lease = lease;
    }

    @Override
    public CompletionStage<ClusterView.Cluster> cluster() {
        var cluster = org.apache.pekko.cluster.typed.Cluster.get(system);
        var members = new ArrayList<Member>();
        var unreachable = cluster.state().getUnreachable();
        for (var member : oldestFirst(cluster.state())) {
            members.add(
                    new Member(
                            member.address().toString(),
                            member.status().toString(),
                            member.getRoles().stream()
                                    .filter(role -> !role.startsWith(DATACENTER))
                                    .sorted()
                                    .toList(),
                            member.appVersion().version(),
                            !unreachable.contains(member)));
        }
        var self = cluster.selfMember().address().toString();
        return CompletableFuture.completedFuture(
                new ClusterView.Cluster(self, lease.mayAct(), members));
    }

    /// The coordinators of the shards live on the first of these that is a core node.
    private static List<org.apache.pekko.cluster.Member> oldestFirst(
            ClusterEvent.CurrentClusterState state) {
        return StreamSupport.stream(state.getMembers().spliterator(), false)
                .sorted(
                        (one, other) ->
                                one.isOlderThan(other) ? -1 : other.isOlderThan(one) ? 1 : 0)
                .toList();
    }

    @Override
    public CompletionStage<List<Shards>> shards() {
        return shards(EntityTypes.AOR.name())
                .thenCombine(
                        shards(EntityTypes.CALL.name()), (aors, calls) -> List.of(aors, calls));
    }

    private CompletionStage<Shards> shards(String type) {
        var region = ClusterSharding.get(Adapter.toClassic(system)).shardRegion(type);
        var question =
                new ShardRegion.GetClusterShardingStats(
                        FiniteDuration.create(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        return Patterns.ask(region, question, PATIENCE)
                .thenApply(
                        answer -> {
                            var stats = (ShardRegion.ClusterShardingStats) answer;
                            var homes = new TreeMap<String, String>();
                            stats.getRegions()
                                    .forEach(
                                            (address, shards) ->
                                                    shards.getStats()
                                                            .keySet()
                                                            .forEach(
                                                                    id ->
                                                                            homes.put(
                                                                                    id.toString(),
                                                                                    address
                                                                                            .toString())));
                            return new Shards(type, homes);
                        });
    }
}
