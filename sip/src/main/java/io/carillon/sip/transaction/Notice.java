package io.carillon.sip.transaction;

import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

/// What a machine tells the core above it: the arrows to the "TU" in the figures of RFC 3261 §17.
public sealed interface Notice {
    /// A client's response goes up (§17.1): every provisional one, every 2xx to INVITE, otherwise
    /// one final.
    record Passed(Response response) implements Notice {}

    /// A client's timer B or F fired: nobody answered. The core acts as on a 408 (§16.8, §8.1.3.1).
    record TimedOut() implements Notice {}

    /// The transport could not deliver. A client is over, and the core acts as on a 503 or tries
    /// the next destination (§17.1.4, §8.1.3.1); a server goes on (RFC 6026 §8.8).
    record Unreachable() implements Notice {}

    /// A server's timer H fired: its final response was never acknowledged (§17.2.1).
    record Unacknowledged() implements Notice {}

    /// An ACK reached a server that has sent a 2xx: it belongs to no transaction and goes its own
    /// way (RFC 6026 §7.1).
    record AckForSuccess(Request ack) implements Notice {}
}
