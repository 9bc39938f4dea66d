package io.carillon.sharding;

import io.carillon.sharding.call.CallCommand;
import io.carillon.sharding.handover.DrainingAllocation;
import io.carillon.sharding.handover.DrainingNodes;
import io.carillon.sharding.location.AorCommand;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

import java.util.function.Function;

/// The kinds of entities that are sharded over the core nodes. Names are part of the protocol
/// between nodes and of persistence ids.
public final class EntityTypes {
    public static final EntityTypeKey<AorCommand> AOR =
            EntityTypeKey.create(AorCommand.class, "aor");

    public static final EntityTypeKey<CallCommand> CALL =
            EntityTypeKey.create(CallCommand.class, "call");

    /// The dispatcher that regions, shards and entities run on: the node's event loops.
    public static final String DISPATCHER = "carillon.loops";

    /// The cluster role of nodes that hold entities.
    public static final String ROLE = "core";

    private EntityTypes() {}

    /// Starts the shard region of a kind: with its entities on a core node, as a proxy to them
    /// elsewhere.
    ///
    /// @param behavior of the entity of an id
    /// @param stop what an entity is told when it is to leave
    /// @param draining nodes that are about to leave, and shall have no shards
    public static <C> ActorRef<C> start(
            ActorSystem<?> system,
            EntityTypeKey<C> type,
            Function<String, Behavior<C>> behavior,
            C stop,
            DrainingNodes draining) {
        // Entities leave by themselves: one that waits for an alarm gets no messages and is not
        // idle.
        var settings = ClusterShardingSettings.create(system).withNoPassivationStrategy();
        return ClusterSharding.get(system)
                .init(
                        Entity.of(type, context -> behavior.apply(context.getEntityId()))
                                .withSettings(settings)
                                .withRole(ROLE)
                                .withStopMessage(stop)
                                .withEntityProps(DispatcherSelector.fromConfig(DISPATCHER))
                                .withAllocationStrategy(new DrainingAllocation(system, draining))
                                .withMessageExtractor(ShardKeys.extractor()));
    }
}
