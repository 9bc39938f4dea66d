package io.carillon.sharding.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/// Virtual time in milliseconds, and what is to happen in it. Things of one moment happen in the
/// order in which they were planned.
final class Schedule {
    private record Plan(long at, long number, Runnable what) {}

    private final PriorityQueue<Plan> plans =
            new PriorityQueue<>(Comparator.comparingLong(Plan::at).thenComparingLong(Plan::number));
    private long now;
    private long planned;

    long now() {
        return now;
    }

    void after(long delay, Runnable what) {
        plans.add(new Plan(now + Math.max(0, delay), planned++, what));
    }

    /// Lets the next thing happen; false when nothing is left.
    boolean step() {
        var next = plans.poll();
        if (next == null) return false;
        now = next.at;
        next.what.run();
        return true;
    }
}
