package io.carillon.node.edge;

import io.carillon.sharding.flow.Parcel;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Via;
import io.carillon.sip.transaction.TransactionKey;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The INVITEs that have passed by this edge, in or out, and have not passed their final response:
/// what is cut off when its sockets close.
///
/// Knows nothing of calls, which are the business of entities on other nodes. What is never
/// answered is forgotten by its age. May be called on any thread. RFC 3261 §17.1.3, §17.2.3.
final class OpenInvites {
    /// Each takes some 150 octets; with more of them the rest is not remembered.
    static final int MOST = 100_000;

    /// More than timer C lets a phone ring.
    static final long AGE_MILLIS = 240_000;

    /// Who has not even said that it rings after 64*T1 says nothing any more (timer B); nor does
    /// who has answered before, and got the INVITE once more.
    static final long SILENCE_MILLIS = 32_000;

    private static final long SWEEP_MILLIS = 60_000;

    private record Open(long connection, long sinceMillis, boolean rings) {
        Open ringing() {
            return rings ? this : new Open(connection, sinceMillis, true);
        }
    }

    private final LongSupplier millis;
    private final Map<TransactionKey, Open> open = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt;

    /// @param millis a clock that never goes back
    OpenInvites(LongSupplier millis) {
        this.millis = millis;
        sweptAt = new AtomicLong(millis.getAsLong());
    }

    /// A message is received, or is about to be sent.
    ///
    /// @param connection that it goes by, as flows number them; 0 for UDP
    void passed(Parcel parcel, long connection) {
        if (parcel.method() != Method.INVITE || parcel.status() == 100) return;
        var via = parcel.topVia();
        if (via.isEmpty()) return;
        var key = keyOf(via.get());
        if (parcel.isRequest()) begun(key, connection);
        else if (parcel.status() >= 200) open.remove(key);
        else open.computeIfPresent(key, (_, each) -> each.ringing());
    }

    /// The sender of a request has written the top Via, and who answers copies it.
    private static TransactionKey keyOf(Via via) {
        return new TransactionKey(via.branch().orElse(""), via.sentBy(), Method.INVITE);
    }

    private void begun(TransactionKey key, long connection) {
        long now = millis.getAsLong();
        long swept = sweptAt.get();
        if (now - swept > SWEEP_MILLIS && sweptAt.compareAndSet(swept, now)) sweep(now);
        if (open.size() < MOST) open.put(key, new Open(connection, now, false));
    }

    private void sweep(long now) {
        open.values().removeIf(each -> isOld(each, now));
    }

    private static boolean isOld(Open each, long now) {
        return now - each.sinceMillis() > (each.rings() ? AGE_MILLIS : SILENCE_MILLIS);
    }

    /// By which connections there are some, 0 standing for UDP.
    Set<Long> connections() {
        long now = millis.getAsLong();
        var connections = new HashSet<Long>();
        for (var each : open.values()) if (!isOld(each, now)) connections.add(each.connection());
        return connections;
    }
}
