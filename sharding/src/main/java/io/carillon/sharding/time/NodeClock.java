package io.carillon.sharding.time;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.LongSupplier;

/// Epoch milliseconds that never go back and never leap: the wall clock as it was at start, moved
/// on
/// by the monotonic clock, so that a stepped wall clock fires no timer early and none late.
///
/// Whoever calls [#follow] now and then has it come after the wall clock, a tenth of a second each
/// second: registrations expire at a time that all nodes mean alike, and a node whose clock was
/// wrong when it started, or whose machine slept, is to be right again. Thread-safe.
public final class NodeClock {
    private static final Logger LOG = LoggerFactory.getLogger(NodeClock.class);

    /// So much longer than what it takes away from the difference takes the following of it.
    private static final int SLOWNESS = 10;

    /// Less than this is the reading of two clocks one after the other.
    private static final long LEAST_MILLIS = 20;

    /// As much as is followed before it is looked again.
    private static final long MOST_MILLIS = 1_000;

    /// A difference that operators hear of.
    private static final long NOTABLE_MILLIS = 2_000;

    private static final long NANOS = 1_000_000;

    private final LongSupplier wall;
    private final LongSupplier monotonic;
    private final long epochMillis;
    private final long startNanos;
    private volatile Course course = new Course(0, 0, 0);
    private boolean notable;

    /// From one offset to another, in nanoseconds since the start.
    private record Course(long since, long from, long to) {
        long offset(long elapsed) {
            long done = Math.max(0, elapsed - since) / SLOWNESS;
            return to >= from ? Math.min(to, from + done) : Math.max(to, from - done);
        }
    }

    public NodeClock() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    /// With other clocks, for tests.
    ///
    /// @param wall epoch milliseconds
    /// @param monotonic nanoseconds that never go back
    public NodeClock(LongSupplier wall, LongSupplier monotonic) {
        this.wall = wall;
        this.monotonic = monotonic;
        epochMillis = wall.getAsLong();
        startNanos = monotonic.getAsLong();
    }

    /// Now, in milliseconds.
    public long millis() {
        long elapsed = elapsed();
        return epochMillis + Math.floorDiv(elapsed + course.offset(elapsed), NANOS);
    }

    /// The monotonic clock, for what is measured and told to nobody.
    public long nanos() {
        return monotonic.getAsLong();
    }

    private long elapsed() {
        return monotonic.getAsLong() - startNanos;
    }

    /// Looks how far the wall clock is away and goes on towards it. To be called about once a
    /// second, by one at a time.
    public void follow() {
        long elapsed = elapsed();
        long offset = course.offset(elapsed);
        // Only where one course has ended may the next begin: else time could go back by a hair.
        if (offset != course.to()) return;
        long difference = wall.getAsLong() - millis();
        tell(difference);
        if (Math.abs(difference) < LEAST_MILLIS) return;
        long stretch = Math.clamp(difference, -MOST_MILLIS, MOST_MILLIS) * NANOS;
        course = new Course(elapsed, offset, offset + stretch);
    }

    private void tell(long difference) {
        boolean now = Math.abs(difference) >= NOTABLE_MILLIS;
        if (now && !notable) {
            LOG.warn(
                    "The clock of this machine is {} s {} the time that this node goes by, which"
                            + " follows by a tenth of a second each second. Let NTP keep the clock;"
                            + " a node that is started again is right at once",
                    Math.abs(difference) / 1_000,
                    difference > 0 ? "ahead of" : "behind");
        }
        if (!now && notable) LOG.info("This node goes by the clock of its machine again");
        notable = now;
    }
}
