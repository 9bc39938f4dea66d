package io.carillon.persistence;

import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.BindingEvent;

/// What happened to an address-of-record, as its entity persists it.
///
/// The bindings' own events are defined, and folded, by [io.carillon.sip.location.Bindings]; this
/// vocabulary adds the account. [EventCodec] gives each its manifest.
/// RFC 3261 §10.3.
public sealed interface AorEvent {

    /// A binding was made, replaced, had its durable lease moved, or was removed.
    record ContactChanged(BindingEvent change) implements AorEvent {}

    /// The account was made or its password changed. `atMillis` is in epoch milliseconds.
    record CredentialsSet(PasswordHashes hashes, long atMillis) implements AorEvent {}

    /// The account was removed. `atMillis` is in epoch milliseconds.
    record CredentialsRemoved(long atMillis) implements AorEvent {}
}
