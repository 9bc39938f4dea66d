package io.carillon.node.views;

import io.carillon.node.ops.Accounts;
import io.carillon.persistence.JournalUnavailableException;
import io.carillon.sharding.location.AccountReply;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Aor;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.japi.function.Function;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The accounts as the entities of their users keep them.
public final class EntityAccounts implements Accounts {
    private final AorQuestions aors;

    public EntityAccounts(AorQuestions aors) {
        this.aors = aors;
    }

    @Override
    public CompletionStage<Page> list(Optional<String> after, int limit) {
        return aors.page(
                after,
                limit,
                aor -> exists(aor).thenApply(yes -> yes ? Optional.of(aor) : Optional.<Aor>empty()),
                Page::new);
    }

    @Override
    public CompletionStage<Boolean> exists(Aor aor) {
        return ask(aor, replyTo -> new AorCommand.GetAccount(aor, replyTo));
    }

    @Override
    public CompletionStage<Void> put(Aor aor, PasswordHashes hashes) {
        return ask(aor, replyTo -> new AorCommand.SetCredentials(aor, hashes, replyTo))
                .thenApply(_ -> null);
    }

    @Override
    public CompletionStage<Void> remove(Aor aor) {
        return ask(aor, replyTo -> new AorCommand.RemoveAccount(aor, replyTo)).thenApply(_ -> null);
    }

    private CompletionStage<Boolean> ask(
            Aor aor, Function<ActorRef<AccountReply>, AorCommand> question) {
        return aors.ask(question)
                .thenApply(
                        reply ->
                                switch (reply) {
                                    case AccountReply.Exists _ -> true;
                                    case AccountReply.Absent _ -> false;
                                    case AccountReply.NotStored _ ->
                                            throw new JournalUnavailableException(
                                                    "the account of " + aor + " was not stored");
                                });
    }
}
