package io.carillon.sharding.membership;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Until when this node may act: as long as the members that counted on it last make a majority.
///
/// What counts is when a beat left, not when its echo came: an echo that was long on its way, or
/// that lay in a buffer while this process slept, extends nothing. Pure: times are arguments, on
/// the scale of [System#nanoTime()]. Not thread-safe.
final class LeaseTable {
    /// Longer than any pause between two looks at the members.
    private static final long ALONE_NANOS = Long.MAX_VALUE / 2;

    private final long leaseNanos;
    private final Map<Long, Long> beats = new HashMap<>();

    LeaseTable(long leaseNanos) {
        this.leaseNanos = leaseNanos;
    }

    /// The peer counted on us when it got the beat that left then.
    void echoed(long uid, long beatNanos) {
        beats.merge(uid, beatNanos, (old, now) -> now - old > 0 ? now : old);
    }

    /// Those that are no members any more are forgotten.
    void retain(Members members) {
        beats.keySet().removeIf(uid -> !members.contains(uid));
    }

    /// When the lease ends. Not later than now when there is no majority to hope for.
    ///
    /// @param gone those that this node holds for gone: their echoes are worth nothing
    long validUntil(Members members, Set<Long> gone, long now) {
        var counted = new HashSet<Long>();
        if (members.contains(members.self().uid())) counted.add(members.self().uid());
        if (members.isMajority(counted)) return now + ALONE_NANOS;
        var newestFirst = new ArrayList<>(beats.entrySet());
        newestFirst.sort(Comparator.comparingLong(each -> now - each.getValue()));
        for (var beat : newestFirst) {
            if (gone.contains(beat.getKey())) continue;
            counted.add(beat.getKey());
            if (members.isMajority(counted)) return beat.getValue() + leaseNanos;
        }
        return now;
    }
}
