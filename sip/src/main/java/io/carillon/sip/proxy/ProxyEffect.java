package io.carillon.sip.proxy;

import io.carillon.sip.auth.DigestCredentials;
import io.carillon.sip.location.Aor;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;

import java.util.Optional;
import java.util.OptionalLong;

/// Everything the proxy core wants done. Whoever steps it performs the effects in their order.
public sealed interface ProxyEffect {
    /// Send a request; when that fails, say [ProxyEvent.Unreachable] with `client`.
    record SendRequest(Request request, Hop hop, TransactionKey client) implements ProxyEffect {}

    /// Send a request whose fate nobody waits for: an ACK.
    record SendStateless(Request request, Hop hop) implements ProxyEffect {}

    /// Send a response.
    record SendResponse(Response response, Hop hop) implements ProxyEffect {}

    /// Check credentials with the entity of their user: [ProxyEvent.Authenticated].
    record Authenticate(
            TransactionKey transaction, Aor user, DigestCredentials credentials, Method method)
            implements ProxyEffect {}

    /// Ask the location service: [ProxyEvent.Located].
    record Locate(TransactionKey transaction, Aor aor) implements ProxyEffect {}

    /// Resolve a host by RFC 3263: [ProxyEvent.Resolved].
    record Resolve(TransactionKey transaction, int fork, HostPort host) implements ProxyEffect {}

    /// Resolve a host for an ACK: [ProxyEvent.ResolvedStateless] with the same request and flow.
    record ResolveStateless(Request request, Flow flow, HostPort host) implements ProxyEffect {}

    /// Have another node keep this copy, in the place of any former one, for the case that this one
    /// dies: [ProxyEvent.Kept]. It comes before what is to be sent on the strength of it.
    record Keep(CallState copy) implements ProxyEffect {}

    /// The copy that was given away is needed no more.
    ///
    /// @param urgent whether this must be known before what comes after it is sent: whoever goes on
    ///     with the copy all the same would do harm
    record Forget(boolean urgent) implements ProxyEffect {}

    /// A transaction has got its final response: for the record.
    ///
    /// @param millis from the request's arrival to the final response
    record Finished(Method method, int status, long millis) implements ProxyEffect {}

    /// An accepted call has ended: for the record.
    ///
    /// @param from the From URI of its INVITE; of its BYE, when the INVITE is not known here
    /// @param startedAt when its 2xx passed, epoch milliseconds; empty when that is not known here
    /// @param by the URI of who has hung up; empty when the call was given up without a BYE
    record Ended(
            String from,
            String to,
            String fromTag,
            String toTag,
            OptionalLong startedAt,
            Optional<String> by)
            implements ProxyEffect {}

    /// A message was sent or received once more: for the record.
    ///
    /// @param sent by us, or else received from a peer
    record Repeated(boolean sent) implements ProxyEffect {}
}
