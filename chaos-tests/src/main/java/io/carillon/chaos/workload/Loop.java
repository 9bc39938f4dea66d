package io.carillon.chaos.workload;

import io.carillon.chaos.process.Precedence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// The one thread on which all telephones live: readiness of channels, timers, and tasks from
/// other threads, in turns. It runs before what is measured, where that is allowed: telephones are
/// other machines.
///
/// Nothing here may block. Only [#execute] and [#ask] may be called from other threads.
final class Loop implements Executor, AutoCloseable {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Selector selector;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile Throwable failure;
    private long sequence;

    Loop() {
        try {
            selector = Selector.open();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        thread = Thread.ofPlatform().daemon().name("workload").start(this::run);
    }

    /// A task for later; cancelling one that has run does nothing.
    static final class Timer implements Comparable<Timer> {
        private final long due;
        private final long order;
        private Runnable task;

        private Timer(long due, long order, Runnable task) {
            this.due = due;
            this.order = order;
            this.task = task;
        }

        void cancel() {
            task = null;
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(due - other.due, 0);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /// Runs a task after so many milliseconds.
    Timer after(long millis, Runnable task) {
        var timer = new Timer(System.nanoTime() + millis * NANOS_PER_MILLI, sequence++, task);
        timers.add(timer);
        return timer;
    }

    /// Has `ready` run whenever the channel can do what `operations` says.
    SelectionKey watch(SelectableChannel channel, int operations, Runnable ready)
            throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, operations, ready);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /// Has the loop compute something and waits for it.
    <T> T ask(Supplier<T> question) {
        if (Thread.currentThread() == thread) {
            return question.get();
        }
        var answer = new CompletableFuture<T>();
        execute(
                () -> {
                    try {
                        answer.complete(question.get());
                    } catch (RuntimeException wrong) {
                        answer.completeExceptionally(wrong);
                    }
                });
        if (failure != null) {
            throw new IllegalStateException("the workload has ended", failure);
        }
        return answer.join();
    }

    /// The processor time its thread has used, in seconds.
    double cpuSeconds() {
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        return threads.getThreadCpuTime(thread.threadId()) / 1e9;
    }

    private void run() {
        Precedence.take();
        try {
            while (!closed) {
                select();
                for (var task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                fireTimers();
            }
            for (var key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException | RuntimeException | Error wrong) {
            failure = wrong;
            wrong.printStackTrace();
        }
    }

    private void select() throws IOException {
        while (!timers.isEmpty() && timers.peek().task == null) {
            timers.poll();
        }
        long wait = timers.isEmpty() ? 1000 : untilMillis(timers.peek());
        if (wait > 0 && tasks.isEmpty()) {
            selector.select(wait);
        } else {
            selector.selectNow();
        }
        var keys = selector.selectedKeys();
        for (var key : keys) {
            if (key.isValid()) {
                ((Runnable) key.attachment()).run();
            }
        }
        keys.clear();
    }

    private static long untilMillis(Timer timer) {
        long nanos = timer.due - System.nanoTime();
        return nanos <= 0 ? 0 : nanos / NANOS_PER_MILLI + 1;
    }

    private void fireTimers() {
        var now = System.nanoTime();
        while (!timers.isEmpty() && timers.peek().due - now <= 0) {
            var task = timers.poll().task;
            if (task != null) {
                task.run();
            }
        }
    }

    /// Ends the thread and closes every channel it watches.
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(2000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
