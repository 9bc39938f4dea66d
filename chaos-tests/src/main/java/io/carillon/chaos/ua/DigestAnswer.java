package io.carillon.chaos.ua;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// A client's answer to a digest challenge, written apart from the server's own digest code so that
/// an error there is not made here too. RFC 7616 §3.4; SHA-256 and MD5, qop `auth` or none.
public final class DigestAnswer {
    private static final Pattern PARAMETER =
            Pattern.compile("(\\w+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s,]+))");

    private DigestAnswer() {}

    /// The value of Authorization or Proxy-Authorization for the first request with this nonce.
    public static String to(
            String challenge, String method, String uri, String user, String password) {
        var asked = parameters(challenge);
        var algorithm = asked.getOrDefault("algorithm", "MD5");
        var realm = asked.getOrDefault("realm", "");
        var nonce = asked.getOrDefault("nonce", "");
        var ha1 = hash(algorithm, user + ":" + realm + ":" + password);
        var ha2 = hash(algorithm, method + ":" + uri);
        var cnonce = Long.toHexString(System.nanoTime());
        var qop = asked.containsKey("qop");
        var middle = qop ? nonce + ":00000001:" + cnonce + ":auth" : nonce;
        var text =
                "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", algorithm=%s"
                        .formatted(
                                user,
                                realm,
                                nonce,
                                uri,
                                hash(algorithm, ha1 + ":" + middle + ":" + ha2),
                                algorithm);
        var opaque =
                asked.containsKey("opaque") ? ", opaque=\"%s\"".formatted(asked.get("opaque")) : "";
        return text
                + opaque
                + (qop ? ", qop=auth, nc=00000001, cnonce=\"%s\"".formatted(cnonce) : "");
    }

    private static Map<String, String> parameters(String challenge) {
        var found = new HashMap<String, String>();
        var matcher = PARAMETER.matcher(challenge);
        while (matcher.find()) {
            var value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
            found.put(matcher.group(1).toLowerCase(Locale.ROOT), value);
        }
        return found;
    }

    private static String hash(String algorithm, String text) {
        try {
            var digest = MessageDigest.getInstance(algorithm);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException unknown) {
            throw new IllegalArgumentException(
                    "cannot answer a challenge for " + algorithm, unknown);
        }
    }
}
