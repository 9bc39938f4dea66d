package io.carillon.sip.transport;

/// Where a message is to be sent next, decided: nothing is left to look up but, for a response
/// whose flow is gone, the host of its Via. RFC 3261 §16.6 step 7, §18.2.2.
public sealed interface Hop {
    /// Along an existing flow, and nowhere else when that is gone.
    record ByFlow(Flow flow) implements Hop {}

    /// Along a flow if it still lives, else to a host: how responses go back (§18.2.2).
    record ByFlowOr(Flow flow, HostPort otherwise) implements Hop {}

    /// To an address, by a listener's socket (UDP) or a connection made or reused for it.
    ///
    /// @param edge the node whose sockets it is to leave by, as [Edges] names it
    record To(String edge, Destination destination) implements Hop {}
}
