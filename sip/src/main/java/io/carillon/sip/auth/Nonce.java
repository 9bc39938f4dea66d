package io.carillon.sip.auth;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/// Nonces that any node of the cluster can check: a time, a number and a keyed MAC over both.
///
/// How often a nonce was used is not known here: see [NonceCounts]. Thread-safe.
/// RFC 7616 §3.3, §5.4.
public final class Nonce {
    private static final int BODY = 16;
    private static final int LENGTH = 32;
    private static final int TEXT_LENGTH = 43;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    /// Clocks of nodes may differ by this much before a nonce from the future counts as forged.
    private static final long SKEW_MILLIS = 60_000;

    private final ShortMac mac;
    private final long lifetimeMillis;

    /// @param mac keyed for nonces alone
    /// @param lifetimeMillis how long a nonce may be used
    public Nonce(ShortMac mac, long lifetimeMillis) {
        this.mac = mac;
        this.lifetimeMillis = lifetimeMillis;
    }

    /// What a nonce of a request is worth.
    public sealed interface Verdict {
        /// Ours and young enough.
        ///
        /// @param issuedAt epoch milliseconds
        record Fresh(long issuedAt) implements Verdict {}

        /// Ours and too old: to be challenged again with `stale=true`, the user is not asked.
        record Stale() implements Verdict {}

        /// Not ours.
        record Forged() implements Verdict {}
    }

    /// A nonce of 43 characters.
    ///
    /// @param nowMillis epoch milliseconds
    /// @param unique a number that the caller never gives twice in the same millisecond; nodes
    ///     should start from different ones
    public String make(long nowMillis, long unique) {
        var octets = ByteBuffer.allocate(LENGTH).putLong(nowMillis).putLong(unique);
        octets.put(mac.mac128(octets.array(), 0, BODY));
        return ENCODER.encodeToString(octets.array());
    }

    public Verdict check(String nonce, long nowMillis) {
        if (nonce.length() != TEXT_LENGTH) return new Verdict.Forged();
        byte[] octets;
        try {
            octets = DECODER.decode(nonce);
        } catch (IllegalArgumentException _) {
            return new Verdict.Forged();
        }
        if (octets.length != LENGTH) return new Verdict.Forged();
        var tag = Arrays.copyOfRange(octets, BODY, LENGTH);
        if (!MessageDigest.isEqual(tag, mac.mac128(octets, 0, BODY))) return new Verdict.Forged();
        long issuedAt = ByteBuffer.wrap(octets).getLong();
        if (issuedAt > nowMillis + SKEW_MILLIS) return new Verdict.Forged();
        if (nowMillis - issuedAt > lifetimeMillis) return new Verdict.Stale();
        return new Verdict.Fresh(issuedAt);
    }
}
