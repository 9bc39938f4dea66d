package io.carillon.persistence;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/// Counts how long writes took, from the request to the disk: the source of
/// `journal_write_seconds`.
///
/// Fixed buckets, no allocation, safe from any thread. It knows no metrics library: whoever exports
/// it reads [#buckets()].
public final class WriteLatency {

    /// Upper bounds in nanoseconds, inclusive; one more bucket above them has no bound.
    private static final long[] BOUNDS_NANOS = {
        250_000L,
        500_000L,
        1_000_000L,
        2_500_000L,
        5_000_000L,
        10_000_000L,
        25_000_000L,
        50_000_000L,
        100_000_000L,
        250_000_000L,
        500_000_000L,
        1_000_000_000L,
        2_500_000_000L,
        5_000_000_000L
    };

    private final LongAdder[] counts =
            IntStream.rangeClosed(0, BOUNDS_NANOS.length)
                    .mapToObj(_ -> new LongAdder())
                    .toArray(LongAdder[]::new);
    private final LongAdder sumNanos = new LongAdder();

    /// Counts one write that took this long.
    public void record(long nanos) {
        var bucket = 0;
        while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sumNanos.add(nanos);
    }

    /// Non-cumulative counts in ascending order; the last bound is positive infinity.
    public List<Bucket> buckets() {
        return IntStream.rangeClosed(0, BOUNDS_NANOS.length)
                .mapToObj(i -> new Bucket(boundSeconds(i), counts[i].sum()))
                .toList();
    }

    /// All writes counted so far.
    public long count() {
        return buckets().stream().mapToLong(Bucket::count).sum();
    }

    /// Time spent by all writes counted so far, in seconds.
    public double sumSeconds() {
        return sumNanos.sum() / 1e9;
    }

    private static double boundSeconds(int bucket) {
        return bucket < BOUNDS_NANOS.length ? BOUNDS_NANOS[bucket] / 1e9 : Double.POSITIVE_INFINITY;
    }

    /// How many writes took no longer than this bound and longer than the one before.
    public record Bucket(double upToSeconds, long count) {}
}
