package io.carillon.node.views;

import io.carillon.node.ops.Registrations;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sharding.location.BindingsReply;
import io.carillon.sip.location.Aor;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Who is registered, as the entities of the users know it.
public final class EntityRegistrations implements Registrations {
    private final AorQuestions aors;

    public EntityRegistrations(AorQuestions aors) {
        this.aors = aors;
    }

    @Override
    public CompletionStage<Page> list(Optional<String> after, int limit) {
        return aors.page(
                after,
                limit,
                aor ->
                        of(aor).thenApply(
                                        reply ->
                                                Optional.of(reply)
                                                        .filter(r -> !r.bindings().isEmpty())),
                Page::new);
    }

    @Override
    public CompletionStage<BindingsReply> of(Aor aor) {
        return aors.ask(replyTo -> new AorCommand.GetBindings(aor, replyTo));
    }
}
