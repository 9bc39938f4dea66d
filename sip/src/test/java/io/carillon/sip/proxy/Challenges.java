package io.carillon.sip.proxy;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Response;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The challenges that a user agent has met, and its answers to them, one for each realm.
///
/// RFC 3261 §22.2, §22.3; MD5 with qop, as user agents do.
final class Challenges {
    private static final Pattern REALM = Pattern.compile("realm=\"([^\"]*)\"");
    private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]*)\"");

    private final String user;
    private final Map<String, String> proxies = new LinkedHashMap<>();
    private final Map<String, String> servers = new LinkedHashMap<>();
    private int count;

    Challenges(String user) {
        this.user = user;
    }

    void hear(Response response) {
        keep(response.headers().all(HeaderName.PROXY_AUTHENTICATE).toString(), proxies);
        keep(response.headers().all(HeaderName.WWW_AUTHENTICATE).toString(), servers);
    }

    private static void keep(String text, Map<String, String> nonces) {
        var realm = REALM.matcher(text);
        var nonce = NONCE.matcher(text);
        while (realm.find() && nonce.find()) nonces.put(realm.group(1), nonce.group(1));
    }

    /// Adds the credentials to a request, if a password is given.
    void answer(Method method, List<String> lines, Optional<String> password) {
        if (password.isEmpty()) return;
        var uri = lines.getFirst().split(" ", 3)[1];
        proxies.forEach(
                (realm, nonce) ->
                        lines.add(
                                "Proxy-Authorization: "
                                        + digest(method, uri, realm, nonce, password.get())));
        servers.forEach(
                (realm, nonce) ->
                        lines.add(
                                "Authorization: "
                                        + digest(method, uri, realm, nonce, password.get())));
    }

    private String digest(Method method, String uri, String realm, String nonce, String password) {
        var nc = "%08x".formatted(++count);
        var secret = md5(user + ":" + realm + ":" + password);
        var request = md5(method + ":" + uri);
        var response = md5(secret + ":" + nonce + ":" + nc + ":c0ffee:auth:" + request);
        return ("Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\","
                        + " algorithm=MD5, qop=auth, nc=%s, cnonce=\"c0ffee\"")
                .formatted(user, realm, nonce, uri, response, nc);
    }

    private static String md5(String text) {
        try {
            var octets = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
