package io.carillon.persistence.cassandra;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// When groups of requests leave.
///
/// @param interval nanoseconds from one group to the next on its way to the same nodes; 0 for no
/// groups at all
/// @param nanos the time
/// @param alarm wakes those that wait
record GroupClock(long interval, LongSupplier nanos, Alarm alarm) {
    /// Runs a task after so many nanoseconds, or at once when there is no more time to wait.
    interface Alarm {
        void after(long nanos, Runnable task);
    }

    /// The time as it is, and a thread of its own: the actor system's scheduler counts in steps of
    /// 10 ms and more, which is several times too long here.
    static GroupClock of(long interval, ScheduledExecutorService thread) {
        return new GroupClock(
                interval,
                System::nanoTime,
                (nanos, task) -> {
                    try {
                        thread.schedule(task, nanos, TimeUnit.NANOSECONDS);
                    } catch (RejectedExecutionException _) {
                        task.run(); // shut down; the session will say so too
                    }
                });
    }
}
