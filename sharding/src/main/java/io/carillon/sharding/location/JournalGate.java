package io.carillon.sharding.location;

import io.carillon.persistence.JournalHealth;

import java.util.concurrent.atomic.AtomicLong;

/// Spares entities a write that is bound to fail.
///
/// An entity whose write fails has to be read back from the same journal, and cannot say where its
/// user is until that is possible. So while the journal is in trouble, writes are refused before
/// they are tried: users who are loaded stay reachable. One is let through now and then where the
/// journal does not notice by itself that the trouble is over. Thread-safe; one for a node.
public final class JournalGate {
    private static final long PROBE_MILLIS = 1_000;

    private final JournalHealth health;
    private final AtomicLong nextProbe = new AtomicLong();

    public JournalGate(JournalHealth health) {
        this.health = health;
    }

    /// Whether a write may be tried. Epoch milliseconds.
    boolean mayWrite(long nowMillis) {
        if (health.healthy()) return true;
        if (health.noticesRecovery()) return false;
        long due = nextProbe.get();
        return nowMillis >= due && nextProbe.compareAndSet(due, nowMillis + PROBE_MILLIS);
    }

    /// Whether nothing is known to be wrong with it.
    boolean isWell() {
        return health.healthy();
    }

    /// Whether an entity may be read that was not before. A journal that notices its recovery is
    /// one that answers neither writes nor reads meanwhile.
    boolean mayRead() {
        return !health.noticesRecovery() || health.healthy();
    }
}
