package io.carillon.node.edge;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/// Alarms of one loop: arming and firing cost a few instructions and one small object each.
///
/// Two wheels of 1,024 slots: the near one holds the next ten seconds in ticks of 10 ms, the far
/// one three hours in slots of the near one's length, which move over when their time comes. The
/// wheel wakes its loop only for slots that hold something. Runs on one thread.
final class TimingWheel {
    static final long TICK_NANOS = 10_000_000;

    private static final int BITS = 10;
    private static final int SLOTS = 1 << BITS;
    private static final int MASK = SLOTS - 1;
    private static final long NONE = Long.MAX_VALUE;

    /// Runs a task on the wheel's thread after a delay.
    interface Scheduler {
        Future<?> in(Runnable task, long delayNanos);
    }

    private abstract static class Entry {
        final long due;
        Entry next;

        Entry(long due) {
            this.due = due;
        }

        abstract void fire();
    }

    private static final class Alarm<T> extends Entry {
        private final ActorRef<T> target;
        private final T message;

        Alarm(long due, ActorRef<T> target, T message) {
            super(due);
            this.target = target;
            this.message = message;
        }

        @Override
        void fire() {
            target.tell(message);
        }
    }

    private static final class Task extends Entry {
        private final Runnable task;

        Task(long due, Runnable task) {
            super(due);
            this.task = task;
        }

        @Override
        void fire() {
            task.run();
        }
    }

    private final LongSupplier nanoTime;
    private final Scheduler scheduler;
    private final long startNanos;

    private final Entry[] near = new Entry[SLOTS];
    private final Entry[] far = new Entry[SLOTS];

    /// One bit for each slot of `near` that holds something.
    private final long[] occupied = new long[SLOTS / Long.SIZE];

    private int farCount;

    /// How many entries there are in both wheels.
    private int armed;

    /// The last tick whose slot has been emptied.
    private long tick;

    /// The tick that the loop will be woken for.
    private long wakeTick = NONE;

    private Future<?> wake;

    TimingWheel(LongSupplier nanoTime, Scheduler scheduler) {
        this.nanoTime = nanoTime;
        this.scheduler = scheduler;
        this.startNanos = nanoTime.getAsLong();
    }

    /// Tells `message` to `target` once at least `delayMillis` have passed.
    <T> void arm(long delayMillis, ActorRef<T> target, T message) {
        arm(new Alarm<>(due(delayMillis), target, message));
    }

    /// Runs a task on the wheel's thread once at least `delayMillis` have passed. It must not
    /// throw.
    void arm(long delayMillis, Runnable task) {
        arm(new Task(due(delayMillis), task));
    }

    private long due(long delayMillis) {
        long now = nanoTime.getAsLong() - startNanos;
        if (armed == 0) skipTo(now / TICK_NANOS);
        long delay = Math.max(0, Math.min(delayMillis, Long.MAX_VALUE / 2_000_000)) * 1_000_000;
        return Math.max(tick + 1, Math.ceilDiv(now + delay, TICK_NANOS));
    }

    private void arm(Entry entry) {
        armed++;
        place(entry);
        wakeFor(entry.due - tick < SLOTS ? entry.due : nextBlock());
    }

    private void skipTo(long now) {
        tick = Math.max(tick, now);
    }

    private void place(Entry entry) {
        if (entry.due - tick < SLOTS) {
            int slot = (int) entry.due & MASK;
            entry.next = near[slot];
            near[slot] = entry;
            occupied[slot / Long.SIZE] |= 1L << slot;
        } else {
            long blocks = (entry.due >>> BITS) - (tick >>> BITS);
            int slot = (int) ((tick >>> BITS) + Math.min(blocks, MASK)) & MASK;
            entry.next = far[slot];
            far[slot] = entry;
            farCount++;
        }
    }

    private long nextBlock() {
        return ((tick >>> BITS) + 1) << BITS;
    }

    private void wakeFor(long wanted) {
        if (wanted >= wakeTick) return;
        if (wake != null) wake.cancel(false);
        wakeTick = wanted;
        long delay = wanted * TICK_NANOS - (nanoTime.getAsLong() - startNanos);
        wake = scheduler.in(this::advance, Math.max(0, delay));
    }

    /// Fires everything that is due and sees to the next waking.
    private void advance() {
        wake = null;
        wakeTick = NONE;
        long now = (nanoTime.getAsLong() - startNanos) / TICK_NANOS;
        for (long next = nextTick(); next <= now; next = nextTick()) {
            tick = next;
            if ((tick & MASK) == 0) moveOver();
            fire((int) tick & MASK);
        }
        skipTo(now);
        long next = nextTick();
        if (next != NONE) wakeFor(next);
    }

    /// The next tick at which something is to be done; `NONE` when nothing is armed.
    private long nextTick() {
        long block = farCount > 0 ? nextBlock() : NONE;
        return Math.min(block, nextOccupied());
    }

    private long nextOccupied() {
        int first = (int) (tick + 1) & MASK;
        for (int word = 0; word <= occupied.length; word++) {
            int at = (first / Long.SIZE + word) % occupied.length;
            long bits = occupied[at];
            if (word == 0) bits &= -1L << first; // a shift counts modulo 64
            if (bits != 0) {
                int slot = at * Long.SIZE + Long.numberOfTrailingZeros(bits);
                return tick + 1 + ((slot - first) & MASK);
            }
        }
        return NONE;
    }

    /// Moves the far slot of the block that begins to where it belongs now.
    private void moveOver() {
        int slot = (int) (tick >>> BITS) & MASK;
        var entry = far[slot];
        far[slot] = null;
        while (entry != null) {
            var next = entry.next;
            farCount--;
            place(entry);
            entry = next;
        }
    }

    private void fire(int slot) {
        var entry = near[slot];
        near[slot] = null;
        occupied[slot / Long.SIZE] &= ~(1L << slot);
        for (; entry != null; entry = entry.next) {
            armed--;
            entry.fire();
        }
    }
}
