package io.carillon.persistence;

import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Bindings;

import java.util.Optional;

/// All that is durable of an address-of-record: the fold of its events, and its snapshot.
///
/// What an entity keeps besides (nonce counts, the last answers) dies with it.
/// RFC 3261 §10.3.
///
/// @param credentials empty when there is no account
public record AorState(Bindings bindings, Optional<PasswordHashes> credentials) {

    /// Before the first event.
    public static final AorState EMPTY = new AorState(Bindings.NONE, Optional.empty());

    /// The state after an event.
    public AorState after(AorEvent event) {
        return switch (event) {
            case AorEvent.ContactChanged(var change) ->
                    new AorState(bindings.after(change), credentials);
            case AorEvent.CredentialsSet(var hashes, var _) ->
                    new AorState(bindings, Optional.of(hashes));
            case AorEvent.CredentialsRemoved _ -> new AorState(bindings, Optional.empty());
        };
    }

    /// The state as it is known after a restart, when refreshes inside the durable leases may have
    /// been forgotten: see [Bindings#recovered]. To be called once, when recovery has completed.
    public AorState recovered() {
        return bindings.isEmpty() ? this : new AorState(bindings.recovered(), credentials);
    }

    /// With other bindings: for what the entity does without an event (a refresh inside the lease,
    /// dropping what has expired).
    public AorState with(Bindings others) {
        return new AorState(others, credentials);
    }
}
