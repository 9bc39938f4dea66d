package io.carillon.sharding.location;

import io.carillon.sip.location.Aor;

/// What an AOR entity answers about an account.
public sealed interface AccountReply {
    Aor aor();

    /// There is an account; after a change, it is durable.
    record Exists(Aor aor) implements AccountReply {}

    /// There is no account; after a removal, that is durable.
    record Absent(Aor aor) implements AccountReply {}

    /// The change could not be stored; nothing is changed.
    record NotStored(Aor aor) implements AccountReply {}
}
