package io.carillon.sip.auth;

import java.util.LinkedHashMap;

/// Which counts of which nonces one account has used: what tells a replay from a new request.
///
/// Owned by one entity and used by its thread alone; changes in place. Only what was checked to be
/// made with the password may be counted, or strangers could fill it. Some 300 octets a nonce, for
/// as long as nonces live and at most [#MAX_NONCES] of them. RFC 7616 §3.4, §5.5.
public final class NonceCounts {
    static final int MAX_NONCES = 256;
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
        final long issuedAt;
        long highest;

        /// Bit i is set when `highest - i` was used.
        long used;

        final long[] lastCounts = new long[REMEMBERED];
        final long[] lastRequests = new long[REMEMBERED];
        int next;

        Counted(long issuedAt) {
            this.issuedAt = issuedAt;
        }
    }

    private final LinkedHashMap<String, Counted> nonces = new LinkedHashMap<>(4);
    private final long lifetimeMillis;
    private long knownSince;

    /// @param knownSince issue time, epoch milliseconds, up to which unknown nonces are refused:
    ///     some seconds before this memory began, so that who was challenged just then need not be
    ///     again
    /// @param lifetimeMillis how long a nonce may be used, as [Nonce] has it
    public NonceCounts(long knownSince, long lifetimeMillis) {
        this.knownSince = knownSince;
        this.lifetimeMillis = lifetimeMillis;
    }

    /// Counts a use.
    ///
    /// @param issuedAt the nonce's time, see [Nonce.Verdict.Fresh]
    /// @param count see [DigestCredentials#count]
    /// @param request a keyed hash of what makes the request itself, such as its Call-ID, CSeq and
    ///     response: who replays the credentials in another request must not be able to hit it
    public Use use(String nonce, long issuedAt, long count, long request) {
        var counted = nonces.get(nonce);
        if (counted == null) {
            if (issuedAt <= knownSince) return Use.FORGOTTEN;
            counted = remember(nonce, issuedAt);
        }
        return use(counted, count, request);
    }

    private Counted remember(String nonce, long issuedAt) {
        forgetIssuedBefore(issuedAt - lifetimeMillis);
        if (nonces.size() == MAX_NONCES) {
            // Forgetting one forgets all that are as old: they cannot be told apart later.
            var oldest = nonces.pollFirstEntry().getValue();
            knownSince = Math.max(knownSince, oldest.issuedAt);
        }
        var counted = new Counted(issuedAt);
        nonces.put(nonce, counted);
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
        nonces.values().removeIf(counted -> counted.issuedAt < epochMillis);
        knownSince = Math.max(knownSince, epochMillis - 1);
    }

    /// How many nonces are remembered.
    public int size() {
        return nonces.size();
    }
}
