package io.carillon.sip.auth;

import java.util.ArrayDeque;

/// Which counts of which nonces one account has used: what tells a replay from a new request.
///
/// Owned by one entity and used by its thread alone; changes in place. Only what was checked to be
/// made with the password may be counted, or strangers could fill it. Some 100 octets a nonce, at
/// most [#MAX_NONCES] of them.
/// RFC 7616 §3.4, §5.5.
public final class NonceCounts {
    static final int MAX_NONCES = 8;
    private static final int REMEMBERED = 4;
    private static final int WINDOW = 64;

    /// What a use of a nonce is.
    public enum Use {
        /// Not seen before: go on, it is counted now.
        NEW,
        /// The same request once more, as a retransmission over UDP: answer, and change nothing.
        REPEATED,
        /// A count that was used by another request, or is too far behind: to be challenged anew.
        REPLAYED,
        /// From before our memory begins: to be challenged anew, with `stale=true`.
        FORGOTTEN
    }

    private static final class Counted {
        final String nonce;
        final long issuedAt;
        long highest;

        /// Bit i is set when `highest - i` was used.
        long used;

        final long[] lastCounts = new long[REMEMBERED];
        final long[] lastRequests = new long[REMEMBERED];
        int next;

        Counted(String nonce, long issuedAt) {
            this.nonce = nonce;
            this.issuedAt = issuedAt;
        }
    }

    private final ArrayDeque<Counted> nonces = new ArrayDeque<>(2);
    private long knownSince;

    /// @param knownSince issue time, epoch milliseconds, up to which unknown nonces are refused:
    /// some
    ///     seconds before this memory began, so that who was challenged just then need not be again
    public NonceCounts(long knownSince) {
        this.knownSince = knownSince;
    }

    /// Counts a use.
    ///
    /// @param issuedAt the nonce's time, see [Nonce.Verdict.Fresh]
    /// @param count see [DigestCredentials#count]
    /// @param request a hash of what makes the request itself: Call-ID, CSeq and response
    public Use use(String nonce, long issuedAt, long count, long request) {
        var counted = find(nonce);
        if (counted == null) {
            if (issuedAt <= knownSince) return Use.FORGOTTEN;
            counted = remember(nonce, issuedAt);
        }
        return use(counted, count, request);
    }

    private Counted find(String nonce) {
        for (var counted : nonces) if (counted.nonce.equals(nonce)) return counted;
        return null;
    }

    private Counted remember(String nonce, long issuedAt) {
        if (nonces.size() == MAX_NONCES) {
            // Forgetting the oldest forgets all that are as old: they cannot be told apart later.
            var oldest = nonces.peekFirst();
            for (var counted : nonces) if (counted.issuedAt < oldest.issuedAt) oldest = counted;
            knownSince = Math.max(knownSince, oldest.issuedAt);
            nonces.remove(oldest);
        }
        var counted = new Counted(nonce, issuedAt);
        nonces.addLast(counted);
        return counted;
    }

    private static Use use(Counted counted, long count, long request) {
        long behind = counted.highest - count;
        if (behind >= 0) {
            if (behind >= WINDOW) return Use.REPLAYED;
            if ((counted.used >>> behind & 1) != 0) {
                return isSame(counted, count, request) ? Use.REPEATED : Use.REPLAYED;
            }
            counted.used |= 1L << behind;
        } else {
            counted.used = behind <= -WINDOW ? 1 : counted.used << -behind | 1;
            counted.highest = count;
        }
        counted.lastCounts[counted.next] = count;
        counted.lastRequests[counted.next] = request;
        counted.next = (counted.next + 1) % REMEMBERED;
        return Use.NEW;
    }

    private static boolean isSame(Counted counted, long count, long request) {
        for (int i = 0; i < REMEMBERED; i++) {
            if (counted.lastCounts[i] == count && counted.lastRequests[i] == request) return true;
        }
        return false;
    }

    /// Forgets the nonces issued before a time; their age refuses them from now on.
    public void forgetIssuedBefore(long epochMillis) {
        nonces.removeIf(counted -> counted.issuedAt < epochMillis);
        knownSince = Math.max(knownSince, epochMillis - 1);
    }

    /// How many nonces are remembered.
    public int size() {
        return nonces.size();
    }
}
