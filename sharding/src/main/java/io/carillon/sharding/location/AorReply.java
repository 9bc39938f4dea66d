package io.carillon.sharding.location;

import io.carillon.sip.location.LocationReply;
import io.carillon.sip.transaction.TransactionKey;

/// What an AOR entity answers to a call entity. Each names the transaction that was asked for, so
/// that the asker needs neither a question of its own per answer nor an actor in between.
///
/// `AorCommand.LookUp(Aor aor, TransactionKey transaction, ActorRef<AorReply> replyTo)` and
/// `AorCommand.Authenticate(Aor aor, TransactionKey transaction, DigestCredentials credentials,
/// Method method, ActorRef<AorReply> replyTo)` are what they answer.
public sealed interface AorReply {
    /// Where the user is.
    record Located(TransactionKey transaction, LocationReply reply) implements AorReply {}

    /// Whether credentials are the user's.
    ///
    /// @param right whether they are, and are used for the first time
    /// @param stale whether all that is wrong with them is their nonce
    record Authenticated(TransactionKey transaction, boolean right, boolean stale)
            implements AorReply {}

    /// The entity could not read its state.
    record Failed(TransactionKey transaction) implements AorReply {}
}
