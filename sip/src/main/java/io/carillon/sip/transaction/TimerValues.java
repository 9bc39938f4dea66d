package io.carillon.sip.transaction;

/// How long the timers of one transaction run, in milliseconds. RFC 3261 table 4, RFC 6026 §8.11.
///
/// A machine does not start a timer of zero: it has fired already, and the transaction is over.
///
/// @param t1 estimate of the round-trip time; normally 500
/// @param t2 longest interval between retransmissions but INVITE's; normally 4,000
/// @param t4 how long a message can stay in the network; normally 5,000
/// @param reliable whether the transport delivers or fails: no retransmissions then
public record TimerValues(long t1, long t2, long t4, boolean reliable) {
    /// The shortest timer D over unreliable transports, whatever T1 is (§17.1.1.2).
    private static final long SHORTEST_D = 32_000;

    /// First interval; double it each time with [#doubled].
    public long a() {
        return t1;
    }

    public long b() {
        return 64 * t1;
    }

    public long d() {
        return reliable ? 0 : Math.max(SHORTEST_D, 64 * t1);
    }

    /// First interval; double it each time with [#doubledUpToT2].
    public long e() {
        return t1;
    }

    public long f() {
        return 64 * t1;
    }

    /// First interval; double it each time with [#doubledUpToT2].
    public long g() {
        return t1;
    }

    public long h() {
        return 64 * t1;
    }

    public long i() {
        return reliable ? 0 : t4;
    }

    public long j() {
        return reliable ? 0 : 64 * t1;
    }

    public long k() {
        return reliable ? 0 : t4;
    }

    public long l() {
        return 64 * t1;
    }

    public long m() {
        return 64 * t1;
    }

    /// How long it takes a client's timer E to be reset to T2: 3,500 with the normal values, and
    /// never less than T1.
    public long trying() {
        long elapsed = 0;
        for (long interval = t1; interval < t2; interval = doubledUpToT2(interval)) {
            elapsed += interval;
        }
        return Math.max(elapsed, t1);
    }

    /// The interval of timer A after `interval`.
    public long doubled(long interval) {
        return 2 * interval;
    }

    /// The interval of timers E and G after `interval`.
    public long doubledUpToT2(long interval) {
        return Math.min(2 * interval, t2);
    }
}
