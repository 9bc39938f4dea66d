package io.carillon.node.ops;

import io.carillon.sharding.location.BindingsReply;
import io.carillon.sip.location.Aor;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Who is registered, for operators. A stage that fails means that the store cannot answer now.
public interface Registrations {
    /// One page of registered users.
    ///
    /// @param next what to ask for as `after` for the page behind it; empty on the last one
    record Page(List<BindingsReply> registered, Optional<String> next) {}

    /// Up to `limit` users with live bindings behind `after`, in a stable order.
    CompletionStage<Page> list(Optional<String> after, int limit);

    /// The live bindings of one user, maybe none.
    CompletionStage<BindingsReply> of(Aor aor);
}
