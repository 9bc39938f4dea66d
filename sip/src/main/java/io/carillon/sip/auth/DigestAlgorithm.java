package io.carillon.sip.auth;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A hash of digest authentication that we know, the stronger one first. RFC 8760 §2.1.
public enum DigestAlgorithm {
    SHA_256("SHA-256"),
    MD5("MD5");

    /// How they are offered unless the operator says otherwise. MD5 stands first because much
    /// software looks at the first challenge alone and gives up when it is SHA-256 (SIPp 3.6 for
    /// one).
    public static final List<DigestAlgorithm> OFFERED = List.of(MD5, SHA_256);

    private final String token;

    DigestAlgorithm(String token) {
        this.token = token;
    }

    /// The algorithm of this token, in any case.
    public static Optional<DigestAlgorithm> of(String token) {
        for (var algorithm : values()) {
            if (algorithm.token.equalsIgnoreCase(token)) return Optional.of(algorithm);
        }
        return Optional.empty();
    }

    /// The name as it stands in a header.
    public String token() {
        return token;
    }

    /// The hash of a text of a message, whose characters are octets, in lower-case hex digits.
    String hex(String text) {
        return hex(text, StandardCharsets.ISO_8859_1);
    }

    /// A new digest each time: it costs less than a tenth of the hash, and nothing is shared.
    String hex(String text, Charset charset) {
        try {
            var digest = MessageDigest.getInstance(token).digest(text.getBytes(charset));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + token, e);
        }
    }
}
