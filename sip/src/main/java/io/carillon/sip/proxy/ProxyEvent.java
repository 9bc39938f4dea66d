package io.carillon.sip.proxy;

import io.carillon.sip.location.LocationReply;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;

import java.util.List;

/// Everything that can happen to the calls of one Call-ID.
public sealed interface ProxyEvent {
    /// A request came in by a flow, its top Via stamped with received and rport.
    record Received(Request request, Flow flow) implements ProxyEvent {}

    /// A response came in.
    record Answered(Response response) implements ProxyEvent {}

    /// The answer to [ProxyEffect.Authenticate].
    ///
    /// @param right whether the credentials are those of the user, and used for the first time
    /// @param stale whether all that is wrong with them is their nonce
    record Authenticated(TransactionKey transaction, boolean right, boolean stale)
            implements ProxyEvent {}

    /// The answer to [ProxyEffect.Locate].
    record Located(TransactionKey transaction, LocationReply reply) implements ProxyEvent {}

    /// The answer to [ProxyEffect.Locate] or [ProxyEffect.Authenticate] when its entity did not
    /// answer in time or could not be read.
    record LookupFailed(TransactionKey transaction) implements ProxyEvent {}

    /// The answer to [ProxyEffect.Resolve]; empty when the host cannot be resolved.
    record Resolved(TransactionKey transaction, int fork, List<Destination> destinations)
            implements ProxyEvent {}

    /// The answer to [ProxyEffect.ResolveStateless].
    record ResolvedStateless(Request request, Flow flow, List<Destination> destinations)
            implements ProxyEvent {}

    /// A request of this branch could not be sent.
    record Unreachable(TransactionKey client) implements ProxyEvent {}

    /// A former incarnation has left this state, to be gone on with. What it was waiting for may
    /// have been answered to it, and is asked for again.
    record Resumed(CallState former) implements ProxyEvent {}

    /// Time has passed: deadlines may be due.
    record Woken() implements ProxyEvent {}
}
