package io.carillon.sip.proxy;

import io.carillon.sip.location.LocationReply;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;

import java.util.List;
import java.util.Optional;

/// Everything that can happen to the calls of one Call-ID.
public sealed interface ProxyEvent {
    /// A request came in by a flow, its top Via stamped with received and rport.
    record Received(Request request, Flow flow) implements ProxyEvent {}

    /// A response came in.
    ///
    /// @param flow that it came by, where that matters
    record Answered(Response response, Optional<Flow> flow) implements ProxyEvent {
        public Answered(Response response) {
            this(response, Optional.empty());
        }
    }

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

    /// An edge has left: what went by its connections gets no answer any more.
    record EdgeGone(String edge) implements ProxyEvent {}

    /// Another node has the copy that [ProxyEffect.Keep] was for.
    record Kept() implements ProxyEvent {}

    /// A state is to be gone on with, besides what has come in since. What it was waiting for may
    /// have been answered elsewhere, and is asked for again.
    record Resumed(CallState former, Origin origin) implements ProxyEvent {}

    /// How a state came to be gone on with.
    enum Origin {
        /// The former owner has left it, after it had stopped: it is exact.
        HANDED_OVER,
        /// The former owner died; this is what it last gave away. What it did since is unknown, and
        /// of what it sent, the last may not have left.
        COPIED
    }

    /// Time has passed: deadlines may be due.
    record Woken() implements ProxyEvent {}
}
