package io.carillon.persistence.cassandra;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// When groups of requests leave: the time, and one thread that is woken for those that wait.
///
/// The actor system's scheduler counts in steps of 10 ms, which is several times too long here.
class GroupClock implements AutoCloseable {
    private final long interval;
    private final ScheduledThreadPoolExecutor alarms;

    /// @param interval nanoseconds from one group to the next on its way to the same nodes; 0 for
    /// no
    ///     groups at all
    GroupClock(long interval) {
        this.interval = interval;
        alarms =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("carillon-journal-groups").factory());
        alarms.setExecuteExistingDelayedTasksAfterShutdownPolicy(true);
    }

    long interval() {
        return interval;
    }

    long nanos() {
        return System.nanoTime();
    }

    void after(long nanos, Runnable task) {
        alarms.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        alarms.shutdown();
    }
}
