package io.carillon.persistence.cassandra;

import java.util.Optional;

/// Says whether requests to the database are worth sending: closed while it answers, open when
/// several in a row failed, or when requests wait and none is answered.
///
/// Open, it lets one request through now and then; one that succeeds closes it. Times are
/// nanoseconds of any one clock, and arguments. Thread-safe.
final class Breaker {
    private final int maxFailures;
    private final long patience;
    private final long probeInterval;

    private int waiting;
    private int failures;
    private long lastAnswer;
    private long nextProbe;
    private String cause = "";

    /// @param maxFailures in a row that open it
    /// @param patience nanoseconds without an answer that open it while requests wait
    /// @param probeInterval nanoseconds between the requests that are let through when it is open
    Breaker(int maxFailures, long patience, long probeInterval) {
        this.maxFailures = maxFailures;
        this.patience = patience;
        this.probeInterval = probeInterval;
    }

    /// Whether one more request may be sent. Each that was, ends in one of the three below.
    synchronized boolean admits(long now) {
        if (isOpen(now)) {
            if (now - nextProbe < 0) return false;
            nextProbe = now + probeInterval;
        } else {
            nextProbe = now;
        }
        if (waiting++ == 0) lastAnswer = now;
        return true;
    }

    /// A request was answered.
    synchronized void succeeded(long now) {
        waiting--;
        failures = 0;
        lastAnswer = now;
    }

    /// A request failed, or was not answered in time, for a reason that lies in the database.
    synchronized void failed(String why, long now) {
        waiting--;
        cause = why;
        if (++failures == maxFailures) nextProbe = now + probeInterval;
    }

    /// A request ended in a way that says nothing about the database's health.
    synchronized void ended() {
        waiting--;
    }

    /// What is wrong, while it is open.
    synchronized Optional<String> trouble(long now) {
        if (!isOpen(now)) return Optional.empty();
        return Optional.of(
                failures >= maxFailures
                        ? cause
                        : waiting
                                + " requests wait, and none was answered for "
                                + (now - lastAnswer) / 1_000_000
                                + " ms");
    }

    private boolean isOpen(long now) {
        return failures >= maxFailures || waiting > 0 && now - lastAnswer > patience;
    }
}
