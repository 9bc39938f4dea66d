package io.carillon.sip.ladder;

import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/// Time that passes when it is told to, and the timers that fire as it does. Timers of the same
/// moment fire in the order in which they were started. Not thread-safe.
public final class VirtualClock {
    /// A timer, by whatever value names it.
    public record Due(long at, long sequence, Object timer) {}

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::sequence));
    private long now;
    private long sequence;

    /// In milliseconds since the clock was made.
    public long now() {
        return now;
    }

    /// Starts a timer, anew if it runs.
    public void start(Object timer, long delayMillis) {
        stop(timer);
        queue.add(new Due(now + delayMillis, sequence++, timer));
    }

    public void stop(Object timer) {
        queue.removeIf(due -> due.timer().equals(timer));
    }

    /// Takes the next timer that is due at `until` or before, and sets the clock to its time; when
    /// there is none, sets it to `until`.
    public Optional<Object> next(long until) {
        var due = queue.peek();
        if (due == null || due.at() > until) {
            now = Math.max(now, until);
            return Optional.empty();
        }
        queue.remove();
        now = due.at();
        return Optional.of(due.timer());
    }

    /// When the next timer is due.
    public Optional<Long> nextAt() {
        return Optional.ofNullable(queue.peek()).map(Due::at);
    }
}
