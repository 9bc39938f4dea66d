package io.carillon.node.link;

import io.carillon.sharding.ShardKeys;

import org.apache.pekko.actor.Address;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Which other node says that it holds a shard: a hint, for a node that does not hold it any more
/// passes on what it gets.
///
/// Thread-safe.
final class ShardHomes {
    private final AtomicReferenceArray<Address> homes;
    private volatile long movedNanos = System.nanoTime();

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
        if (!by.equals(homes.getAndSet(index(kind, shard), by))) movedNanos = System.nanoTime();
    }

    /// A node says that it has let a shard go.
    void left(Address by, int kind, int shard) {
        if (homes.compareAndSet(index(kind, shard), by, null)) movedNanos = System.nanoTime();
    }

    /// For how long no shard has moved, in milliseconds.
    long quietMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - movedNanos);
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
