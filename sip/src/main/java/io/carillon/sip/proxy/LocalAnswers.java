package io.carillon.sip.proxy;

import io.carillon.sip.auth.DigestAlgorithm;
import io.carillon.sip.auth.DigestChallenge;
import io.carillon.sip.auth.Nonce;
import io.carillon.sip.auth.ShortMac;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.util.List;

/// The responses that we make ourselves, their To tags and their challenges.
///
/// A tag is a keyed hash of the request, so that a repeated request gets the same answer without
/// state, and an ACK shows whether it acknowledges an answer that nobody keeps. RFC 3261 §8.2.6.2,
/// §16.11.
public final class LocalAnswers {
    private static final String STATEFUL = "c";
    private static final String STATELESS = "s";

    private final ShortMac mac;
    private final Nonce nonces;
    private final List<DigestAlgorithm> offered;

    /// Offers the algorithms in their usual order.
    public LocalAnswers(ShortMac mac, Nonce nonces) {
        this(mac, nonces, DigestAlgorithm.OFFERED);
    }

    /// `mac` is keyed with a secret that all nodes share; `offered` are the algorithms of
    /// challenges.
    public LocalAnswers(ShortMac mac, Nonce nonces, List<DigestAlgorithm> offered) {
        this.mac = mac;
        this.nonces = nonces;
        this.offered = offered;
    }

    /// A response of a server transaction.
    public Response of(Request request, int status) {
        return Response.to(request, status, STATEFUL + hash(request));
    }

    /// A response that is sent and forgotten; its ACK is known by [#acknowledgesStateless].
    public Response stateless(Request request, int status) {
        return Response.to(request, status, STATELESS + hash(request));
    }

    /// As [#stateless], with a reason phrase that says more.
    public Response stateless(Request request, int status, String reason) {
        return Response.to(request, status, reason, STATELESS + hash(request));
    }

    /// Whether an ACK answers a response of [#stateless], and thus has reached its end here.
    public boolean acknowledgesStateless(Request ack) {
        var tag = ack.to().tag().orElse("");
        return tag.startsWith(STATELESS) && tag.equals(STATELESS + hash(ack));
    }

    /// Adds the challenge for a realm: of a proxy to a 407, of a server to a 401.
    public Response challenged(
            Response response, Request request, String realm, boolean stale, long nowMillis) {
        var nonce =
                nonces.make(
                        nowMillis,
                        mac.mac64(
                                "nonce\0"
                                        + request.callId()
                                        + "\0"
                                        + request.topVia()
                                        + "\0"
                                        + request.cseq()));
        var challenge = new DigestChallenge(offered, realm, nonce, stale);
        List<Header> lines =
                response.status() == 407
                        ? challenge.fromProxy(request.headers())
                        : challenge.fromServer(request.headers());
        var edit = response.headers().edit();
        for (var line : lines) edit.append(line);
        return response.withHeaders(edit.build());
    }

    /// What a nonce in a request is worth.
    public Nonce.Verdict check(String nonce, long nowMillis) {
        return nonces.check(nonce, nowMillis);
    }

    /// A 420 that names the extensions we do not know (§8.2.2.3).
    Response unsupported(Request request, List<String> tags) {
        return stateless(request, 420).with(HeaderName.UNSUPPORTED, String.join(", ", tags));
    }

    private String hash(Request request) {
        return mac.hex(
                "tag\0"
                        + request.callId()
                        + "\0"
                        + request.from().tag().orElse("")
                        + "\0"
                        + request.cseq().number());
    }
}
