package io.carillon.node.link;

import io.carillon.sharding.ShardKeys;

import org.apache.pekko.actor.Address;

import java.util.concurrent.atomic.AtomicReferenceArray;

/// Which other node says that it holds a shard: a hint, for a node that does not hold it any more
/// passes on what it gets.
///
/// Thread-safe.
final class ShardHomes {
    private final AtomicReferenceArray<Address> homes;

    /// @param kinds how many kinds of entities there are, counted from 0
    ShardHomes(int kinds) {
        homes = new AtomicReferenceArray<>(kinds * ShardKeys.SHARDS);
    }

    /// The node that holds a shard; null when none is known.
    Address of(int kind, int shard) {
        return homes.get(index(kind, shard));
    }

    /// A node says that it holds a shard; who said so before holds it no more.
    void held(Address by, int kind, int shard) {
        homes.set(index(kind, shard), by);
    }

    /// A node says that it has let a shard go.
    void left(Address by, int kind, int shard) {
        homes.compareAndSet(index(kind, shard), by, null);
    }

    /// A node cannot be reached by a link any more.
    void gone(Address node) {
        for (int i = 0; i < homes.length(); i++) {
            if (node.equals(homes.get(i))) homes.set(i, null);
        }
    }

    private static int index(int kind, int shard) {
        return kind * ShardKeys.SHARDS + shard;
    }
}
