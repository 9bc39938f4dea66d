package io.carillon.chaos.workload;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/// Something that went wrong with a call or a registration, or took long.
///
/// @param fromNanos when what went wrong was begun
/// @param dueNanos when it should have been over at the latest: whatever disturbed it, came before
/// @param millis how long it took beyond what was planned; 0 for what is a count
/// @param how in words, of what was late
public record Incident(What what, long fromNanos, long dueNanos, long millis, String how) {
    /// What there is to tell.
    public enum What {
        /// A call failed.
        FAILED,
        /// A call failed whose caller had lost its own connection while it was set up.
        CUT,
        /// A telephone rang twice for one INVITE.
        TWICE,
        /// A REGISTER was not answered 200.
        REFUSED,
        /// One of the waits of a call was long.
        CALL_WAITED,
        /// A REGISTER waited long for its 200.
        REGISTER_WAITED,
        /// A call or REGISTER was not answered promptly, or not at all.
        LATE
    }

    /// What a retransmission or two may take.
    static final long GRACE_NANOS = 2_000_000_000;

    static Incident of(What what, long fromNanos, long millis) {
        return planned(what, fromNanos, 0, millis);
    }

    /// Of what was to take so long by itself.
    static Incident planned(What what, long fromNanos, long plannedMillis, long millis) {
        long due = fromNanos + plannedMillis * 1_000_000 + GRACE_NANOS;
        return new Incident(what, fromNanos, due, millis, "");
    }

    static Incident late(String how, long fromNanos) {
        return new Incident(What.LATE, fromNanos, fromNanos + GRACE_NANOS, 0, how);
    }

    /// Which of these moments is to blame: the first disturbing one that came while it was under
    /// way, else the last one before; empty when it lies before all of them.
    ///
    /// @param moments in order
    /// @param disturbs which of them can be to blame for what was begun before
    public OptionalInt after(List<Long> moments, IntPredicate disturbs) {
        int last = -1;
        for (int i = 0; i < moments.size() && moments.get(i) - dueNanos <= 0; i++) {
            if (moments.get(i) - fromNanos <= 0) {
                last = i;
            } else if (disturbs.test(i)) {
                return OptionalInt.of(i);
            }
        }
        return before(last);
    }

    private static OptionalInt before(int last) {
        return last < 0 ? OptionalInt.empty() : OptionalInt.of(last);
    }
}
