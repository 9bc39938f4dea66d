package io.carillon.sharding.time;

/// Epoch milliseconds that never go back: the wall clock as it was at start, moved on by the
/// monotonic clock, so that a stepped wall clock fires no timer early and none late.
///
/// Thread-safe. It drifts from the wall clock by what the wall clock was stepped since.
public final class NodeClock {
    private final long epochMillis = System.currentTimeMillis();
    private final long nanos = System.nanoTime();

    /// Now, in milliseconds.
    public long millis() {
        return epochMillis + (System.nanoTime() - nanos) / 1_000_000;
    }
}
