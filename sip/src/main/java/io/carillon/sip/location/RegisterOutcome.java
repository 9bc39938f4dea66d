package io.carillon.sip.location;

import io.carillon.sip.message.Header;

import java.util.List;

/// What a REGISTER comes to: all of it or nothing. RFC 3261 §10.3 steps 7 and 8.
public sealed interface RegisterOutcome {
    /// To be answered 200 once all events are stored.
    ///
    /// @param events to be stored together, in order, before the answer leaves; empty for a query,
    ///     a repeated request, and refreshes inside their durable lease
    /// @param after the bindings when that is done, expired ones dropped; it holds more than the
    ///     events tell, for refreshes are not stored
    /// @param echoesPath whether the Path of the request was kept and goes into the answer
    /// @param requiresOutbound whether RFC 5626 was applied
    record Accepted(
            List<BindingEvent> events, Bindings after, boolean echoesPath, boolean requiresOutbound)
            implements RegisterOutcome {}

    /// To be refused; nothing changes.
    ///
    /// @param reason the phrase: names the header where one is at fault
    /// @param headers that the status calls for, such as Min-Expires
    record Rejected(int status, String reason, List<Header> headers) implements RegisterOutcome {}
}
