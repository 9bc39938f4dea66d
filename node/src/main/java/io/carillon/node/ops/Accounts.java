package io.carillon.node.ops;

import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Aor;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The accounts of the cluster, for operators. A stage that fails means that the store cannot
/// answer now.
public interface Accounts {
    /// One page of accounts.
    ///
    /// @param next what to ask for as `after` for the page behind it; empty on the last one
    record Page(List<Aor> accounts, Optional<String> next) {}

    /// Up to `limit` accounts behind `after`, in a stable order.
    CompletionStage<Page> list(Optional<String> after, int limit);

    CompletionStage<Boolean> exists(Aor aor);

    /// Makes an account or changes its password; done when that is durable.
    CompletionStage<Void> put(Aor aor, PasswordHashes hashes);

    /// Takes an account away, and its registrations; done when that is durable.
    CompletionStage<Void> remove(Aor aor);
}
