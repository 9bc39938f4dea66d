package io.carillon.sip.location;

import java.util.List;

/// What the location service knows of an address-of-record. RFC 3261 §16.5.
public sealed interface LocationReply {
    /// There are bindings: in order of preference, never empty.
    record Found(List<Target> targets) implements LocationReply {}

    /// The user exists and has no binding at present: 480.
    record Unregistered() implements LocationReply {}

    /// No such user: 404.
    record Unknown() implements LocationReply {}
}
