package io.carillon.sip.auth;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Headers;

import java.util.List;

/// The challenge that asks for a digest: one header line for each algorithm, in the order they are
/// offered. A user agent takes the topmost that it knows (RFC 8760 §2.4).
///
/// RFC 3261 §22.1, §22.4; RFC 8760 §2.3.
///
/// @param offered the algorithms, at least one
/// @param realm the domain whose accounts are asked for
/// @param nonce from [Nonce#make]
/// @param stale whether the credentials were right but for their nonce, so that the user agent need
///     not ask its user again
public record DigestChallenge(
        List<DigestAlgorithm> offered, String realm, String nonce, boolean stale) {
    /// The lines of a 401 from a registrar, for a request with these headers.
    public List<Header> fromServer(Headers asking) {
        return lines(HeaderName.WWW_AUTHENTICATE, asking);
    }

    /// The lines of a 407 from a proxy, for a request with these headers.
    public List<Header> fromProxy(Headers asking) {
        return lines(HeaderName.PROXY_AUTHENTICATE, asking);
    }

    private List<Header> lines(HeaderName name, Headers asking) {
        boolean choosy = offered.contains(DigestAlgorithm.MD5) && stopsAtSha256(asking);
        var algorithms = choosy ? List.of(DigestAlgorithm.MD5) : offered;
        return algorithms.stream().map(each -> Header.of(name, value(each))).toList();
    }

    /// Interop: baresip (seen with 1.0.0) does not skip a line whose algorithm it does not know, as
    /// RFC 8760 §2.4 asks, but gives up, wherever the line stands among others.
    private static boolean stopsAtSha256(Headers asking) {
        return asking.value(HeaderName.USER_AGENT)
                .filter(agent -> agent.startsWith("baresip"))
                .isPresent();
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
