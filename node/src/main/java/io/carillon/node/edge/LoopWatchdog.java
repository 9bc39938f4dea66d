package io.carillon.node.edge;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// Tells when a loop does not come to its tasks: whatever blocks it delays everybody it serves.
///
/// Puts a task on each loop every 100 ms; when it has not run within 50 ms, logs what the loop's
/// thread is doing. A loop that is reported is left alone for a second, then for twice as long, up
/// to a minute. While the JVM is warming up only a second or more counts. A thread of its own.
final class LoopWatchdog implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopWatchdog.class);
    private static final long PATIENCE_MILLIS = 50;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long WARM_UP_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int FRAMES = 25;
    private static final long FIRST_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /// What is known of one loop. Written by the loop: `thread` and `delayNanos`.
    private static final class Watched {
        final Loop loop;
        volatile Thread thread;
        volatile long delayNanos;
        volatile boolean waiting;
        long askedNanos;
        long silentUntilNanos;
        long silenceNanos = FIRST_SILENCE_NANOS;

        Watched(Loop loop) {
            this.loop = loop;
        }

        void ask() {
            if (waiting) return;
            waiting = true;
            long asked = System.nanoTime();
            askedNanos = asked;
            loop.events().execute(() -> answer(asked));
        }

        private void answer(long asked) {
            thread = Thread.currentThread();
            delayNanos = System.nanoTime() - asked;
            waiting = false;
        }

        /// Between the question and the answer, the delay so far.
        long delay() {
            return waiting ? System.nanoTime() - askedNanos : delayNanos;
        }
    }

    private final Watched[] watched;
    private final Thread thread;
    private final long startedNanos = System.nanoTime();
    private volatile boolean closed;

    LoopWatchdog(String name, Loop[] loops) {
        this.watched = Arrays.stream(loops).map(Watched::new).toArray(Watched[]::new);
        this.thread = Thread.ofPlatform().daemon().name(name + "-watchdog").unstarted(this);
    }

    void start() {
        thread.start();
    }

    long delayMillis() {
        long most = 0;
        for (var each : watched) most = Math.max(most, each.delayNanos);
        return TimeUnit.NANOSECONDS.toMillis(most);
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                for (var each : watched) each.ask();
                Thread.sleep(PATIENCE_MILLIS);
                for (var each : watched) if (each.waiting) report(each);
                Thread.sleep(PATIENCE_MILLIS);
            }
        } catch (InterruptedException | java.util.concurrent.RejectedExecutionException _) {
            // closed, or the loops are
        }
    }

    private void report(Watched stuck) {
        long delay = stuck.delay();
        stuck.delayNanos = delay;
        long now = System.nanoTime();
        if (stuck.thread == null || now - stuck.silentUntilNanos < 0) return;
        if (now - startedNanos < WARM_UP_NANOS && delay < WARM_UP_PATIENCE_NANOS) return;
        boolean again = now - stuck.silentUntilNanos < stuck.silenceNanos;
        stuck.silenceNanos =
                again
                        ? Math.min(2 * stuck.silenceNanos, LONGEST_SILENCE_NANOS)
                        : FIRST_SILENCE_NANOS;
        stuck.silentUntilNanos = now + stuck.silenceNanos;
        var stack = new StringBuilder();
        Arrays.stream(stuck.thread.getStackTrace())
                .limit(FRAMES)
                .forEach(frame -> stack.append("\n    at ").append(frame));
        LOG.warn(
                "Event loop {} has been busy for {} ms with{}",
                stuck.thread.getName(),
                TimeUnit.NANOSECONDS.toMillis(delay),
                stack);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
