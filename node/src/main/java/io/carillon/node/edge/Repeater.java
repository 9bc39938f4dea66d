package io.carillon.node.edge;

import io.carillon.node.ops.Metrics;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sip.proxy.ProxySettings;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/// Tells what came over a reliable transport to its entity again and again until it is taken: the
/// peer repeats nothing, and the node that owns the entity may be gone.
///
/// The edge keeps the message for it, at the pace at which a client would repeat it over UDP: after
/// T1, doubling up to T2, for 64*T1. How many wait at a time is bounded; what is more is told once.
/// May be used on any thread. RFC 3261 §17.1.2.1 has the pace.
public final class Repeater {
    /// Half a minute of a busy edge whose cores are all gone, and some 100 MB of messages.
    static final int MOST = 50_000;

    private final String edge;
    private final Loops loops;
    private final Metrics metrics;
    private final ProxySettings.Timers timers;
    private final int most;
    private final AtomicLong numbers;
    private final Map<Long, Runnable> waiting = new ConcurrentHashMap<>();

    /// @param edge the name of this node; empty for a node that is alone, where nothing is
    /// repeated:
    ///     its entities end with it
    public Repeater(String edge, Loops loops, ProxySettings.Timers timers, Metrics metrics) {
        this(edge, loops, timers, metrics, MOST);
    }

    Repeater(String edge, Loops loops, ProxySettings.Timers timers, Metrics metrics, int most) {
        this.edge = edge;
        this.loops = loops;
        this.timers = timers;
        this.metrics = metrics;
        this.most = most;
        // What an edge of the same name has waited for before a restart is not acknowledged here.
        this.numbers = new AtomicLong(System.currentTimeMillis() << 20);
    }

    /// Tells a command to `entities`, now and until [#acknowledged].
    ///
    /// @param command made with the receipt that is to be acknowledged
    public <C> void tell(Function<Receipt, C> command, Consumer<C> entities) {
        if (edge.isEmpty() || waiting.size() >= most) {
            entities.accept(command.apply(Receipt.NONE));
            return;
        }
        long number = numbers.incrementAndGet();
        var made = command.apply(new Receipt(edge, number));
        waiting.put(number, () -> entities.accept(made));
        entities.accept(made);
        loops.after(timers.t1(), () -> again(number, timers.t1(), timers.t1()));
    }

    private void again(long number, long interval, long elapsed) {
        var tell = waiting.get(number);
        if (tell == null) return;
        if (elapsed >= 64 * timers.t1()) {
            waiting.remove(number);
            return;
        }
        metrics.handedAgain();
        tell.run();
        long next = Math.min(2 * interval, timers.t2());
        loops.after(next, () -> again(number, next, elapsed + next));
    }

    /// The message with this number was taken.
    public void acknowledged(long number) {
        waiting.remove(number);
    }

    /// How many messages wait to be taken.
    int waiting() {
        return waiting.size();
    }
}
