package io.carillon.sharding.membership;

/// The one vote that a node has while it is in no cluster: given to one candidate at a time, and
/// lent for some seconds only, so that a candidate that dies takes it along for no longer.
///
/// Pure: times are arguments, on the scale of [System#nanoTime()]. Not thread-safe.
final class FormationVotes {
    /// How long a vote is good for.
    static final long TERM_NANOS = 3_000_000_000L;

    private String candidate = "";
    private long until;

    /// Whether the candidate has the vote now; if so, its term begins anew.
    boolean ask(String asking, long now) {
        boolean free = candidate.isEmpty() || now - until >= 0;
        if (!free && !candidate.equals(asking)) return false;
        candidate = asking;
        until = now + TERM_NANOS;
        return true;
    }

    /// The candidate does not stand any more.
    void withdraw(String withdrawing) {
        if (candidate.equals(withdrawing)) candidate = "";
    }
}
