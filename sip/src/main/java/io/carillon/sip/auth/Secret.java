package io.carillon.sip.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secret that all nodes of a cluster share, and the keys made from it: one for each purpose,
/// so that what is signed for one is worth nothing for another.
///
/// Where the secret comes from and how long it must be is the configuration's business.
public final class Secret {
    private final byte[] octets;

    private Secret(byte[] octets) {
        this.octets = octets;
    }

    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Secret of(byte[] octets) {
        return new Secret(octets.clone());
    }

    /// The MAC for a purpose such as `nonce` or `branch`; the same on every node. Make it once and
    /// keep it.
    public ShortMac mac(String purpose) {
        return ShortMac.ofKey(Arrays.copyOf(key(purpose), 16));
    }

    /// The 32 octets of key for a purpose: HMAC-SHA256 of its name (RFC 2104).
    public byte[] key(String purpose) {
        try {
            var hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(octets.length == 0 ? new byte[1] : octets, "HmacSHA256"));
            return hmac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /// Says nothing of the secret.
    @Override
    public String toString() {
        return "Secret";
    }
}
