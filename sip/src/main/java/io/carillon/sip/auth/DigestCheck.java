package io.carillon.sip.auth;

import io.carillon.sip.message.Method;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/// Whether a digest was made by somebody who knows the password.
///
/// Says nothing of the nonce's age ([Nonce]) or of replay ([NonceCounts]).
/// RFC 7616 §3.4.1 to §3.4.3.
public final class DigestCheck {
    private DigestCheck() {}

    /// Compares in constant time.
    public static boolean isRight(
            DigestCredentials credentials, Method method, PasswordHashes hashes) {
        var expected = response(credentials, method.toString(), hashes);
        var given = credentials.response().toLowerCase(Locale.ROOT);
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.ISO_8859_1),
                given.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String response(DigestCredentials c, String method, PasswordHashes hashes) {
        var algorithm = c.algorithm();
        var secret = hashes.of(algorithm) + ":" + c.nonce() + ":";
        var request = algorithm.hex(method + ":" + c.uri());
        return c.qop()
                ? algorithm.hex(secret + c.nc() + ":" + c.cnonce() + ":auth:" + request)
                : algorithm.hex(secret + request); // RFC 2069, still sent by old user agents
    }
}
