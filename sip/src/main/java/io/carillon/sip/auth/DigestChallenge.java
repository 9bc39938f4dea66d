package io.carillon.sip.auth;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;

import java.util.List;

/// The challenge that asks for a digest: one header line for each algorithm, the preferred first.
///
/// The line of MD5 is the one that user agents older than RFC 8760 understand.
/// RFC 3261 §22.1, §22.4; RFC 8760 §2.3.
///
/// @param realm the domain whose accounts are asked for
/// @param nonce from [Nonce#make]
/// @param stale whether the credentials were right but for their nonce, so that the user agent need
///     not ask its user again
public record DigestChallenge(String realm, String nonce, boolean stale) {
    /// The lines of a 401 from a registrar.
    public List<Header> fromServer() {
        return lines(HeaderName.WWW_AUTHENTICATE);
    }

    /// The lines of a 407 from a proxy.
    public List<Header> fromProxy() {
        return lines(HeaderName.PROXY_AUTHENTICATE);
    }

    private List<Header> lines(HeaderName name) {
        return List.of(
                Header.of(name, value(DigestAlgorithm.SHA_256)),
                Header.of(name, value(DigestAlgorithm.MD5)));
    }

    private String value(DigestAlgorithm algorithm) {
        return "Digest realm=\""
                + realm
                + "\", nonce=\""
                + nonce
                + "\", algorithm="
                + algorithm.token()
                + ", qop=\"auth\""
                + (stale ? ", stale=true" : "");
    }
}
