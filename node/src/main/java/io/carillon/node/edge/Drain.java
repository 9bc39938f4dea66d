package io.carillon.node.edge;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// How an edge lets its connections go: those that are at rest one after the other, for each phone
/// registers anew by another edge, and those are to be spared all of them in one second; the others
/// when their INVITEs are answered.
///
/// Closes no listeners: see [Edge#drain]. Blocks, and must not run on a loop.
final class Drain {
    private static final long EVERY_MILLIS = 50;

    /// Of the patience, by which all that rest are closed: the last of them may just have begun to
    /// ring.
    private static final double SPREAD = 0.4;

    /// A request or an answer that is awaited comes within a round trip, which T1 stands for.
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /// Answers come within this where processors are not the limit.
    private static final long SHORTEST_QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final FlowTable flows;
    private final OpenInvites invites;
    private final BooleanSupplier closed;

    /// @param closed whether the edge was closed meanwhile
    Drain(FlowTable flows, OpenInvites invites, BooleanSupplier closed) {
        this.flows = flows;
        this.invites = invites;
        this.closed = closed;
    }

    /// Whether all is done before the patience is over.
    boolean run(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        int atOnce = atOnce(flows.size(), patience);
        for (var busy = busy(); flows.size() > 0 || !busy.isEmpty(); busy = busy()) {
            if (closed.getAsBoolean()) return true;
            long left = until - System.nanoTime();
            if (left <= 0 || !pause()) return false;
            letGo(busy, atOnce, quietNanos((double) left / patience.toNanos()));
        }
        return true;
    }

    private static int atOnce(int connections, Duration patience) {
        double rounds = SPREAD * patience.toMillis() / EVERY_MILLIS;
        return Math.max(1, (int) Math.ceil(connections / rounds));
    }

    /// Where INVITEs are open; those of connections that are gone cannot be answered any more.
    private Set<Long> busy() {
        var busy = invites.connections();
        busy.removeIf(each -> each != 0 && !flows.has(each));
        return busy;
    }

    private static long quietNanos(double left) {
        return Math.max(SHORTEST_QUIET_NANOS, (long) (QUIET_NANOS * left));
    }

    /// A trunk never rests for as long as a phone does: with time a shorter pause will do.
    private void letGo(Set<Long> busy, int most, long quietNanos) {
        int left = most;
        for (var connection : flows.all()) {
            if (left == 0) return;
            if (busy.contains(connection.flow().connection())) continue;
            if (connection.closeIfQuiet(quietNanos)) left--;
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(EVERY_MILLIS);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
