package io.carillon.sharding.location;

import io.carillon.sharding.flow.Outbound;
import io.carillon.sip.location.RegisterAnswer;
import io.carillon.sip.location.RegisterOutcome;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Response;
import io.carillon.sip.transport.ResponseHop;

import java.util.List;

/// Answers REGISTER requests, each along the flow that it came by. RFC 3261 §10.3, §18.2.2.
final class RegisterReplies {
    /// After trouble of ours, user agents come back spread over this many seconds.
    private static final int RETRY_FROM = 5;

    private static final int RETRY_SPREAD = 8;

    private final AorServices services;

    RegisterReplies(AorServices services) {
        this.services = services;
    }

    void accept(AorCommand.Register to, RegisterOutcome.Accepted accepted, long nowMillis) {
        var bare = services.answers().stateless(to.request(), 200);
        send(to, RegisterAnswer.ok(bare, to.request(), accepted, nowMillis));
    }

    void reject(AorCommand.Register to, RegisterOutcome.Rejected rejected) {
        reject(to, rejected.status(), rejected.reason(), rejected.headers());
    }

    private void reject(AorCommand.Register to, int status, String reason, List<Header> headers) {
        var bare = services.answers().stateless(to.request(), status, reason);
        send(to, RegisterAnswer.rejected(bare, headers));
    }

    /// The request is not one of this user (§10.3 step 4).
    void forbid(AorCommand.Register to) {
        send(to, services.answers().stateless(to.request(), 403));
    }

    /// The credentials are malformed.
    void malformed(AorCommand.Register to) {
        reject(to, 400, "Bad Request - malformed Authorization", List.of());
    }

    void challenge(AorCommand.Register to, boolean stale, long nowMillis) {
        var bare = services.answers().stateless(to.request(), 401);
        var realm = to.aor().domain();
        send(to, services.answers().challenged(bare, to.request(), realm, stale, nowMillis));
    }

    /// The request could not be stored, or what was stored could not be read: never a false 200.
    void unavailable(AorCommand.Register to) {
        int spread = to.request().callId().hashCode() & RETRY_SPREAD - 1;
        var retryAfter = Header.of(HeaderName.RETRY_AFTER, String.valueOf(RETRY_FROM + spread));
        reject(to, 503, "Service Unavailable", List.of(retryAfter));
    }

    private void send(AorCommand.Register to, Response response) {
        var hop = ResponseHop.of(to.request().topVia(), to.flow());
        services.outbound().send(response, hop, Outbound.Unreachable.IGNORED);
        if (!to.receipt().isNone()) services.outbound().acknowledge(to.receipt());
    }
}
