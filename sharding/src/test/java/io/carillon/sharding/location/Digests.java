package io.carillon.sharding.location;

import io.carillon.sip.auth.DigestCredentials;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Response;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/// A user agent's half of digest authentication.
final class Digests {
    private Digests() {}

    /// The Authorization line that answers a nonce, by MD5.
    static String authorization(String user, String password, String nonce, String nc)
            throws Exception {
        var ha1 = PasswordHashes.of(user, "example.com", password).md5();
        var ha2 = md5("REGISTER:sip:example.com");
        var response = md5(ha1 + ":" + nonce + ":" + nc + ":c0ffee:auth:" + ha2);
        return "Authorization: Digest username=\""
                + user
                + "\", realm=\"example.com\", nonce=\""
                + nonce
                + "\", uri=\"sip:example.com\", algorithm=MD5, qop=auth, nc="
                + nc
                + ", cnonce=\"c0ffee\", response=\""
                + response
                + "\"";
    }

    /// The same as credentials.
    static DigestCredentials credentials(String user, String password, String nonce, String nc)
            throws Exception {
        var line = authorization(user, password, nonce, nc);
        var value = line.substring(line.indexOf(' ') + 1);
        return DigestCredentials.parse(value, "Authorization").orElseThrow();
    }

    /// The nonce of a challenge.
    static String nonceOf(Response challenge) {
        var value = challenge.headers().value(HeaderName.WWW_AUTHENTICATE).orElseThrow();
        var from = value.indexOf("nonce=\"") + 7;
        return value.substring(from, value.indexOf('"', from));
    }

    private static String md5(String text) throws Exception {
        var digest = MessageDigest.getInstance("MD5");
        return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
