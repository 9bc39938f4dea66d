package io.carillon.sip.auth;

import java.nio.charset.StandardCharsets;

/// What is kept of a password: H(user ":" realm ":" password) for each algorithm, in lower-case hex
/// digits. The password itself is never kept.
///
/// RFC 7616 §3.4.2.
public record PasswordHashes(String md5, String sha256) {
    public PasswordHashes {
        if (md5.length() != 32 || sha256.length() != 64) {
            throw new IllegalArgumentException("not the hashes of a password");
        }
    }

    /// The hashes for a user in a realm; all three are text, hashed as UTF-8.
    public static PasswordHashes of(String user, String realm, String password) {
        var text = user + ":" + realm + ":" + password;
        return new PasswordHashes(
                DigestAlgorithm.MD5.hex(text, StandardCharsets.UTF_8),
                DigestAlgorithm.SHA_256.hex(text, StandardCharsets.UTF_8));
    }

    String of(DigestAlgorithm algorithm) {
        return switch (algorithm) {
            case MD5 -> md5;
            case SHA_256 -> sha256;
        };
    }

    /// Says nothing of the hashes, which are as good as the password within the realm.
    @Override
    public String toString() {
        return "PasswordHashes";
    }
}
