package io.carillon.sharding.handover;

import org.apache.pekko.actor.ActorRef;

import java.util.Map;
import java.util.WeakHashMap;

/// How long shards have been on this node, counted from when one was first asked for. Thread-safe.
final class ShardAges {
    /// States that were left arrive much sooner, unless their holder is in trouble.
    static final long YOUNG_MILLIS = 10_000;

    /// A shard that has gone takes its entry along.
    private final Map<ActorRef, Long> born = new WeakHashMap<>();

    /// @param shard the actor of the shard: each incarnation is one of its own
    synchronized boolean isYoung(ActorRef shard, long now) {
        var first = born.putIfAbsent(shard, now);
        return first == null || now - first < YOUNG_MILLIS;
    }
}
