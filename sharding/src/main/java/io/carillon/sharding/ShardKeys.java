package io.carillon.sharding;

import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;

/// Which shard an entity lives in.
///
/// The hash is part of the protocol between nodes: nodes of all
/// versions side by side must agree, so neither it nor the number of shards may change.
public final class ShardKeys {
    /// Divisible by the usual numbers of nodes, some ten shards for each of the first six.
    public static final int SHARDS = 60;

    private static final String[] IDS = new String[SHARDS];

    static {
        for (int i = 0; i < SHARDS; i++) IDS[i] = String.valueOf(i);
    }

    private ShardKeys() {}

    /// The shard of an entity id.
    public static String shardOf(String entityId) {
        return IDS[numberOf(entityId)];
    }

    /// The same as a number, 0 to [#SHARDS] - 1.
    public static int numberOf(String entityId) {
        int hash = entityId.hashCode(); // the formula of String.hashCode is specified
        // Ids that differ in their last digits alone shall spread too (finalizer of MurmurHash3).
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        hash ^= hash >>> 16;
        return Integer.remainderUnsigned(hash, SHARDS);
    }

    /// Finds entity and shard of commands that carry their id themselves: no envelope.
    static <C> ShardingMessageExtractor<C, C> extractor() {
        return new ShardingMessageExtractor<>() {
            /// Null tells the region that a message is not for it.
            @Override
            public String entityId(C message) {
                return message instanceof Addressed addressed ? addressed.entityId() : null;
            }

            @Override
            public String shardId(String entityId) {
                return shardOf(entityId);
            }

            @Override
            public C unwrapMessage(C message) {
                return message;
            }
        };
    }
}
