package io.carillon.sharding.location;

import io.carillon.sharding.Addressed;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sip.auth.DigestCredentials;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Aor;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Flow;

import org.apache.pekko.actor.typed.ActorRef;

/// What the entity of an address-of-record is told. Only the commands that are [Addressed] come
/// through the shard region; the others come from the entity's own surroundings.
public sealed interface AorCommand {
    /// A command for the entity of an address-of-record.
    sealed interface ToAor extends AorCommand, Addressed {
        Aor aor();

        @Override
        default String entityId() {
            return aor().toString();
        }
    }

    /// A REGISTER for this address, validated and stamped, came by a flow. Where users
    /// authenticate, it carries credentials with a fresh nonce of ours. It is answered along the
    /// flow.
    record Register(Aor aor, Request request, Flow flow, Receipt receipt) implements ToAor {}

    /// Where is the user? Answered by [AorReply.Located].
    record LookUp(Aor aor, TransactionKey transaction, ActorRef<AorReply> replyTo)
            implements ToAor {}

    /// Are these the user's credentials? Answered by [AorReply.Authenticated].
    ///
    /// @param credentials whose nonce is ours and fresh
    /// @param method of the request that they came in
    record Authenticate(
            Aor aor,
            TransactionKey transaction,
            DigestCredentials credentials,
            Method method,
            ActorRef<AorReply> replyTo)
            implements ToAor {}

    /// Gives the user an account, or a new password. Answered by [AccountReply].
    record SetCredentials(Aor aor, PasswordHashes hashes, ActorRef<AccountReply> replyTo)
            implements ToAor {}

    /// Takes the account away, and all bindings with it. Answered by [AccountReply].
    record RemoveAccount(Aor aor, ActorRef<AccountReply> replyTo) implements ToAor {}

    /// Is there an account? Answered by [AccountReply].
    record GetAccount(Aor aor, ActorRef<AccountReply> replyTo) implements ToAor {}

    /// What is bound? For operators; calls ask by [LookUp].
    record GetBindings(Aor aor, ActorRef<BindingsReply> replyTo) implements ToAor {}

    /// The alarm went off.
    enum Woken implements AorCommand {
        /// Which deadlines are due, the entity knows itself.
        WOKEN
    }

    /// The shard wants the entity gone.
    enum Stop implements AorCommand {
        /// After passivation or for a hand-off.
        STOP
    }
}
