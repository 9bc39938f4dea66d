package io.carillon.sharding.handover;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.util.Version;

import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Asks [ShardPlan] on behalf of the shard coordinator: tells it who drains and who runs which
/// version.
///
/// Each kind of entity has a coordinator, so twice as many shards move as one plan allows.
public final class DrainingAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {
    private final Cluster cluster;
    private final DrainingNodes draining;
    private final String self;

    public DrainingAllocation(ActorSystem<?> system, DrainingNodes draining) {
        this.cluster = Cluster.get(system);
        this.draining = draining;
        this.self = Colleagues.address(cluster.selfMember().address());
    }

    @Override
    public Future<ActorRef> allocateShard(
            ActorRef requester, String shardId, Map<ActorRef, IndexedSeq<String>> allocations) {
        return Future.successful(ShardPlan.allocate(places(allocations)));
    }

    @Override
    public Future<Set<String>> rebalance(
            Map<ActorRef, IndexedSeq<String>> allocations, Set<String> rebalanceInProgress) {
        return Future.successful(
                ShardPlan.rebalance(places(allocations), Set.copyOf(rebalanceInProgress)));
    }

    /// Oldest member first; a region whose node has just been removed comes before all.
    private List<ShardPlan.Place<ActorRef, Version>> places(
            Map<ActorRef, IndexedSeq<String>> allocations) {
        var members = new ArrayList<Member>();
        cluster.state().getMembers().forEach(members::add);
        members.sort(Member.ageOrdering());
        var names = members.stream().map(member -> Colleagues.address(member.address())).toList();
        var places = new TreeMap<Integer, List<ShardPlan.Place<ActorRef, Version>>>();
        allocations.forEach(
                (region, shards) -> {
                    var address = region.path().address();
                    // A reference to this node's own region has no address.
                    var name = address.hasGlobalScope() ? Colleagues.address(address) : self;
                    int rank = names.indexOf(name);
                    var version = rank < 0 ? Version.Zero() : members.get(rank).appVersion();
                    places.computeIfAbsent(rank, any -> new ArrayList<>())
                            .add(
                                    new ShardPlan.Place<>(
                                            region,
                                            draining.containsAddress(name),
                                            version,
                                            List.copyOf(CollectionConverters.asJava(shards))));
                });
        return places.values().stream().flatMap(List::stream).toList();
    }
}
