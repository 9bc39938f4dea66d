package io.carillon.sip.proxy;

import java.util.List;

/// All that is known of one Call-ID: proxied requests, accepted calls, running timers. Immutable.
///
/// [ProxyCore] alone makes new states; whoever moves a call to another node takes a state apart
/// and puts it together again ([#of]).
public final class CallState {
    /// Nothing known.
    public static final CallState NONE = new CallState(List.of(), List.of(), Deadlines.NONE);

    final List<ResponseContext> contexts;
    final List<Dialog> dialogs;
    final Deadlines deadlines;

    /// A state of these parts, as it was taken apart by its accessors.
    public static CallState of(
            List<ResponseContext> contexts, List<Dialog> dialogs, Deadlines deadlines) {
        if (contexts.isEmpty() && dialogs.isEmpty()) return NONE;
        return new CallState(List.copyOf(contexts), List.copyOf(dialogs), deadlines);
    }

    CallState(List<ResponseContext> contexts, List<Dialog> dialogs, Deadlines deadlines) {
        this.contexts = contexts;
        this.dialogs = dialogs;
        this.deadlines = deadlines;
    }

    /// The requests that are being proxied or linger for their retransmissions, in the order in
    /// which they came.
    public List<ResponseContext> contexts() {
        return contexts;
    }

    /// The running timers of all of them.
    public Deadlines deadlines() {
        return deadlines;
    }

    /// The accepted calls.
    public List<Dialog> dialogs() {
        return dialogs;
    }

    /// How many requests are being proxied or linger for their retransmissions.
    public int transactions() {
        return contexts.size();
    }

    /// Whether anybody is to say something: a request has no final response yet, or a fork of it
    /// that was cancelled.
    public boolean isPending() {
        for (var context : contexts) {
            if (!context.answered() || !context.allFinished()) return true;
        }
        return false;
    }

    /// When the core must be woken next, in the milliseconds of the clock that steps it;
    /// Long.MAX_VALUE for never.
    public long nextDeadline() {
        long next = deadlines.next();
        for (var dialog : dialogs) next = Math.min(next, dialog.expiresAt());
        return next;
    }

    /// The same with all its times later by so many milliseconds, which may be negative: for a
    /// clock
    /// that is ahead of the one that they were taken from.
    public CallState shifted(long millis) {
        if (millis == 0 || this == NONE) return this;
        return new CallState(
                contexts,
                dialogs.stream().map(each -> each.shifted(millis)).toList(),
                deadlines.shifted(millis));
    }

    /// Whether nothing is left: the state need not be kept.
    public boolean isOver() {
        return contexts.isEmpty() && dialogs.isEmpty();
    }
}
