package io.carillon.node.edge;

import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// One event loop: its sockets, the actors' work of the round under way, and its timing wheel.
///
/// What a received batch causes (mailboxes to run, messages to write) is queued here without a
/// lock or a system call, runs when the batch has been read, and ends with one flush a socket.
/// Everything but [#current] and [#execute] runs on the loop's own thread.
public final class Loop implements Runnable {
    /// Tasks that run before sockets get their turn again.
    private static final int TASKS_A_ROUND = 512;

    /// Room for the largest datagram.
    private static final int SCRATCH_OCTETS = 65_536;

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Outlet[] NO_SOCKETS = {};

    private final int index;
    private final EventLoop events;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>(1024);
    private final ArrayList<Outlet> dirty = new ArrayList<>();
    private final TimingWheel wheel;
    private final byte[] scratch = new byte[SCRATCH_OCTETS];
    private boolean queued;

    /// This loop's own sockets by UDP listener; null where only another loop has one.
    private Outlet[] datagramSockets = NO_SOCKETS;

    Loop(int index, EventLoop events) {
        this.index = index;
        this.events = events;
        this.wheel = new TimingWheel(System::nanoTime, this::schedule);
    }

    private Future<?> schedule(Runnable task, long delayNanos) {
        return events.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    /// The loop whose thread this is; null on any other thread.
    public static Loop current() {
        return Thread.currentThread() instanceof LoopThread thread ? thread.loop : null;
    }

    public boolean isCurrent() {
        return current() == this;
    }

    /// Its number among the loops of the node, counted from 0.
    public int index() {
        return index;
    }

    public EventLoop events() {
        return events;
    }

    TimingWheel wheel() {
        return wheel;
    }

    /// A buffer for the time of one call.
    byte[] scratch() {
        return scratch;
    }

    /// Runs a task on this loop: later in this round when called on it, else as soon as it comes
    /// to it. May be called on any thread.
    public void execute(Runnable task) {
        if (isCurrent()) add(task);
        else events.execute(task);
    }

    void add(Runnable task) {
        tasks.add(task);
        wake();
    }

    /// Writes now, flushes at the end of the round. The loop takes over the reference to `what`.
    public void write(Outlet outlet, Object what, ChannelPromise promise) {
        if (!outlet.channel.isActive()) {
            ReferenceCountUtil.release(what);
            promise.tryFailure(new java.nio.channels.ClosedChannelException());
            return;
        }
        outlet.channel.write(what, promise);
        if (outlet.dirty) return;
        outlet.dirty = true;
        dirty.add(outlet);
        wake();
    }

    /// On the loop itself this runs right after the batch that is being read: no system call.
    private void wake() {
        if (queued) return;
        queued = true;
        events.execute(this);
    }

    @Override
    public void run() {
        Runnable task;
        for (int n = 0; n < TASKS_A_ROUND && (task = tasks.poll()) != null; n++) {
            try {
                task.run();
            } catch (Throwable failure) {
                LOG.error("A task of an event loop failed", failure);
            }
        }
        queued = false;
        flush();
        if (!tasks.isEmpty()) wake();
    }

    private void flush() {
        for (int i = 0; i < dirty.size(); i++) {
            var outlet = dirty.get(i);
            outlet.dirty = false;
            outlet.channel.flush();
        }
        dirty.clear();
    }

    void datagramSocket(int listener, Outlet outlet) {
        if (datagramSockets.length <= listener) {
            datagramSockets = java.util.Arrays.copyOf(datagramSockets, listener + 1);
        }
        datagramSockets[listener] = outlet;
    }

    /// This loop's socket of a UDP listener; null when it has none.
    Outlet datagramSocket(int listener) {
        return listener < datagramSockets.length ? datagramSockets[listener] : null;
    }
}
