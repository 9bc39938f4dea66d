package io.carillon.sip.location;

/// What happened to the bindings of one address-of-record, as it is stored.
///
/// An event holds all that [Bindings#after] needs, time included; keys are compared to the
/// character, so that reading events back parses no URI.
public sealed interface BindingEvent {
    /// A binding was made, or took the place of the one with the same [Binding#key].
    record Bound(Binding binding) implements BindingEvent {}

    /// A binding was ended by its user agent, or its contact is now written in another way.
    ///
    /// @param key of the binding, see [Binding#key]
    /// @param atMillis when, epoch milliseconds
    record Removed(String key, long atMillis) implements BindingEvent {}
}
