package io.carillon.sharding.handover;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/// How often, and how soon, a message that was dropped is told again.
///
/// Counts by entity, not by message: one that comes over from another node is no longer the same
/// object, and two nodes must not throw it to and fro. Reads no clock; one thread at a time.
final class BounceTable {
    /// A shard is away for some 60 ms; these last for 360.
    static final int MOST_TRIES = 8;

    static final long STEP_MILLIS = 10;
    static final long WINDOW_MILLIS = 2_000;

    /// In a second: what is more is dropped, and its sender repeats.
    static final int MOST_A_SECOND = 5_000;

    static final int MOST_ENTITIES = 20_000;

    private record Tries(int count, long since) {}

    private final Map<String, Tries> tries =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
                    return size() > MOST_ENTITIES;
                }
            };
    private long second;
    private int inSecond;

    /// After how many milliseconds to tell it again; empty for never.
    OptionalLong dropped(String entityId, long now) {
        if (now - second >= 1_000) {
            second = now;
            inSecond = 0;
        }
        var before = tries.get(entityId);
        boolean fresh = before == null || now - before.since >= WINDOW_MILLIS;
        var next = fresh ? new Tries(1, now) : new Tries(before.count + 1, before.since);
        if (next.count > MOST_TRIES || ++inSecond > MOST_A_SECOND) return OptionalLong.empty();
        tries.put(entityId, next);
        return OptionalLong.of(STEP_MILLIS * next.count);
    }
}
