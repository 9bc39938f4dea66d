package io.carillon.persistence.cassandra;

import java.util.Optional;

/// Says whether requests to the database are worth sending: closed while it answers, open when
/// several in a row failed, or when requests wait and none is answered.
///
/// Open, it lets one request through now and then; one that succeeds closes it. A process that
/// sleeps (it was stopped, its machine stood still) hears no answers either, and what it waited for
/// is late when it wakes: time it slept does not count, nor do failures right after.
///
/// It takes a long time without any call for such a sleep, so somebody has to call it several times
/// within the patience. Times are nanoseconds of any one clock, and arguments. Thread-safe.
final class Breaker {
    private final int maxFailures;
    private final long patience;
    private final long probeInterval;

    private int waiting;
    private int failures;
    private String cause = "";
    private long lastCall;

    // Nanoseconds that the process was awake.
    private long awake;
    private long lastAnswer;
    private long nextProbe;
    private long settledAt;

    /// @param maxFailures in a row that open it
    /// @param patience nanoseconds without an answer that open it while requests wait; half of it
    ///     without any call was a sleep
    /// @param probeInterval nanoseconds between the requests that are let through when it is open
    Breaker(int maxFailures, long patience, long probeInterval, long now) {
        this.maxFailures = maxFailures;
        this.patience = patience;
        this.probeInterval = probeInterval;
        this.lastCall = now;
    }

    /// Whether one more request may be sent. Each that was, ends in one of the three below.
    synchronized boolean admits(long now) {
        notice(now);
        if (isOpen()) {
            if (awake < nextProbe) return false;
            nextProbe = awake + probeInterval;
        } else {
            nextProbe = awake;
        }
        if (waiting++ == 0) lastAnswer = awake;
        return true;
    }

    /// A request was answered.
    synchronized void succeeded(long now) {
        notice(now);
        waiting--;
        failures = 0;
        lastAnswer = awake;
    }

    /// A request failed, or was not answered in time, for a reason that lies in the database.
    synchronized void failed(String why, long now) {
        notice(now);
        waiting--;
        if (awake < settledAt) return;
        cause = why;
        if (++failures == maxFailures) nextProbe = awake + probeInterval;
    }

    /// A request ended in a way that says nothing about the database's health.
    synchronized void ended() {
        waiting--;
    }

    /// What is wrong, while it is open.
    synchronized Optional<String> trouble(long now) {
        notice(now);
        if (!isOpen()) return Optional.empty();
        return Optional.of(
                failures >= maxFailures
                        ? cause
                        : waiting
                                + " requests wait, and none was answered for "
                                + (awake - lastAnswer) / 1_000_000
                                + " ms");
    }

    private boolean isOpen() {
        return failures >= maxFailures || waiting > 0 && awake - lastAnswer > patience;
    }

    private void notice(long now) {
        // Calls of several threads come a little out of order.
        long passed = Math.max(0, now - lastCall);
        lastCall += passed;
        if (passed <= patience / 2) {
            awake += passed;
        } else {
            lastAnswer = awake;
            settledAt = awake + patience;
        }
    }
}
