package io.carillon.node.edge;

import io.netty.util.concurrent.FastThreadLocalThread;

/// The thread of an event loop. It carries its [Loop], so that "am I on a loop, and on which" is
/// one type check.
final class LoopThread extends FastThreadLocalThread {
    /// Set once, on this thread, before the loop does anything else.
    Loop loop;

    LoopThread(Runnable task, String name) {
        super(task, name);
        setDaemon(true);
    }
}
