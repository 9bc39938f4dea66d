package io.carillon.node.link;

import io.carillon.sharding.ShardKeys;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/// Notices the first entity of each shard that comes to this node.
///
/// Entities pass by here when they start, on any thread.
final class LocalShards {
    private final int kind;
    private final ActorRef keeper;
    private final AtomicReferenceArray<ActorRef> seen =
            new AtomicReferenceArray<>(ShardKeys.SHARDS);

    LocalShards(int kind, ActorRef keeper) {
        this.kind = kind;
        this.keeper = keeper;
    }

    /// The same entities, seen when they start.
    <C> Function<String, Behavior<C>> watching(Function<String, Behavior<C>> entities) {
        return id ->
                Behaviors.setup(
                        context -> {
                            started(ShardKeys.numberOf(id), Adapter.toClassic(context).parent());
                            return entities.apply(id);
                        });
    }

    private void started(int shard, ActorRef actor) {
        if (actor.equals(seen.get(shard))) return;
        seen.set(shard, actor);
        keeper.tell(new LinkKeeper.Working(kind, shard, actor), ActorRef.noSender());
    }
}
