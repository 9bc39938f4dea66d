package io.carillon.sharding.membership;

/// Whether this node may act for the entities it holds.
///
/// A node may act while a majority has said not long ago that it still counts on it. One that was
/// asleep or cut off learns from its own clock, before it does anything, that others may have taken
/// over. Entities ask before every command and every write. Who extends it: [Heart]; a node that is
/// alone may always act. Thread-safe.
public final class Lease {
    private static final long FOREVER = Long.MAX_VALUE / 2;

    /// On the scale of [System#nanoTime()].
    private volatile long validUntil;

    private Lease(long validUntil) {
        this.validUntil = validUntil;
    }

    /// Of a node that is alone.
    public static Lease forever() {
        return new Lease(System.nanoTime() + FOREVER);
    }

    /// Of a node that nobody has counted on yet.
    public static Lease none() {
        return new Lease(System.nanoTime());
    }

    /// Costs some 20 ns: one look at the clock.
    public boolean mayAct() {
        return System.nanoTime() - validUntil < 0;
    }

    /// From now on it ends at this time, which may be in the past.
    void endAt(long nanoTime) {
        validUntil = nanoTime;
    }
}
