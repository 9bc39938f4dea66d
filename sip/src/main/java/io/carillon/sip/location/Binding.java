package io.carillon.sip.location;

import io.carillon.sip.transport.Flow;

import java.util.List;
import java.util.Optional;

/// One binding of an address-of-record: a contact, how to reach it, and until when.
///
/// Holds no part of the message that made it. RFC 3261 §10.3, RFC 3327 §5.3, RFC 5626 §6.
///
/// @param contact what was registered
/// @param callId of the REGISTER that last changed or refreshed it
/// @param cseq of the same, 0 to 2^31-1
/// @param updatedAt when that was, epoch milliseconds
/// @param expiresAt end of the time granted to the user agent, epoch milliseconds
/// @param leaseUntil end of the time that is durable: not before `expiresAt`, epoch milliseconds;
///     refreshes within it are not stored
/// @param flow the way back along which the contact is reached; empty when its URI is resolved
/// @param path the Path values in order, to become the Route of a request; empty for none
/// @param userAgent what the user agent calls itself, cut short; empty when it did not say
public record Binding(
        Contact contact,
        String callId,
        long cseq,
        long updatedAt,
        long expiresAt,
        long leaseUntil,
        Optional<Flow> flow,
        List<String> path,
        String userAgent) {
    /// See [Contact#key].
    public String key() {
        return contact.key();
    }

    /// Whether the granted time is over.
    public boolean isExpired(long nowMillis) {
        return expiresAt <= nowMillis;
    }

    /// The seconds left, rounded up so that a fresh grant reads as it was given.
    public long expiresSeconds(long nowMillis) {
        return Math.max(0, (expiresAt - nowMillis + 999) / 1000);
    }

    /// A copy that a REGISTER of this Call-ID and CSeq has refreshed, within the same lease.
    Binding refreshed(String byCallId, long byCseq, long nowMillis, long until) {
        return new Binding(
                contact, byCallId, byCseq, nowMillis, until, leaseUntil, flow, path, userAgent);
    }

    /// A copy that is good for as long as its lease: what is known of it after a restart.
    Binding recovered() {
        return new Binding(
                contact, callId, cseq, updatedAt, leaseUntil, leaseUntil, flow, path, userAgent);
    }
}
