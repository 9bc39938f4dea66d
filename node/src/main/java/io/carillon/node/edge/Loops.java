package io.carillon.node.edge;

import io.carillon.sharding.time.Alarms;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The event loops of a node: they read and write sockets, run its entities and wake them up.
///
/// Start them before the actor system, which finds them by name
/// ([LoopExecutorConfigurator]), and close them after it.
public final class Loops implements Alarms, Executor, AutoCloseable {
    private static final Map<String, Loops> STARTED = new ConcurrentHashMap<>();

    static {
        // Starting the flight recorder costs the first datagrams 100 ms on their loop.
        if (System.getProperty("io.netty.jfr.enabled") == null) {
            System.setProperty("io.netty.jfr.enabled", "false");
        }
        // Its samples take a stack trace on the way of a message; tests ask for it.
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            System.setProperty("io.netty.leakDetection.level", "disabled");
        }
    }

    private final String name;
    private final EventLoopGroup group;
    private final Loop[] loops;
    private final AtomicInteger turn = new AtomicInteger();
    private final LoopWatchdog watchdog;

    private Loops(String name, int count) {
        this.name = name;
        var numbers = new AtomicInteger();
        ThreadFactory threads =
                task -> new LoopThread(task, name + "-" + numbers.incrementAndGet());
        this.group =
                new MultiThreadIoEventLoopGroup(
                        count,
                        threads,
                        isNative() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.loops = new Loop[count];
        int i = 0;
        for (var executor : group) {
            loops[i] = bound(i, (EventLoop) executor);
            i++;
        }
        this.watchdog = new LoopWatchdog(name, loops);
    }

    /// Starts `count` loops (1 or more) under a name that no other loops of this process have.
    public static Loops start(String name, int count) {
        var loops = new Loops(name, count);
        if (STARTED.putIfAbsent(name, loops) != null) {
            loops.close();
            throw new IllegalStateException("loops named " + name + " run already");
        }
        loops.watchdog.start();
        return loops;
    }

    static Loops named(String name) {
        var loops = STARTED.get(name);
        if (loops == null) throw new IllegalStateException("no loops named " + name + " run");
        return loops;
    }

    /// Whether sockets are served by epoll: with batches, and one socket of a port for each loop.
    public static boolean isNative() {
        return Epoll.isAvailable();
    }

    private static Loop bound(int index, EventLoop events) {
        var loop = new Loop(index, events);
        events.submit(() -> ((LoopThread) Thread.currentThread()).loop = loop)
                .syncUninterruptibly();
        return loop;
    }

    /// All of them, in the order of their numbers; not to be written to.
    public Loop[] all() {
        return loops;
    }

    /// Netty's view of them.
    public EventLoopGroup group() {
        return group;
    }

    /// The current loop, or, on any other thread, the next in turn.
    Loop here() {
        var current = Loop.current();
        return current != null
                ? current
                : loops[Math.floorMod(turn.getAndIncrement(), loops.length)];
    }

    /// Runs a task on the current loop at the end of its batch, or on any loop.
    @Override
    public void execute(Runnable task) {
        here().execute(task);
    }

    @Override
    public <T> void after(long delayMillis, ActorRef<T> target, T message) {
        var loop = here();
        if (loop.isCurrent()) loop.wheel().arm(delayMillis, target, message);
        else loop.execute(() -> loop.wheel().arm(delayMillis, target, message));
    }

    /// Runs a task after a delay (see [Alarms#after]) on the current loop, or on any.
    void after(long delayMillis, Runnable task) {
        var loop = here();
        if (loop.isCurrent()) loop.wheel().arm(delayMillis, task);
        else loop.execute(() -> loop.wheel().arm(delayMillis, task));
    }

    /// How long the slowest loop last took to come to a new task, in milliseconds: what a message
    /// that arrives now may have to wait. Measured every 100 ms.
    public long delayMillis() {
        return watchdog.delayMillis();
    }

    /// Stops the loops, and waits up to two seconds for what they are doing.
    @Override
    public void close() {
        STARTED.remove(name, this);
        watchdog.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
