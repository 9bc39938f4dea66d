package io.carillon.node.outbound;

import io.carillon.sharding.flow.Outbound.Resolved;
import io.carillon.sharding.flow.Outbound.Unreachable;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.HostPort;

import java.util.Iterator;

/// Goes to the destinations of a host in turn, until one does not fail at once. RFC 3263 §4.3.
final class Failover {
    /// Sends to one of them.
    interface Attempt {
        void at(Destination destination, Unreachable unreachable);
    }

    private final Iterator<Destination> left;
    private final Attempt attempt;
    private final Unreachable unreachable;

    private Failover(Iterator<Destination> left, Attempt attempt, Unreachable unreachable) {
        this.left = left;
        this.attempt = attempt;
        this.unreachable = unreachable;
    }

    /// What is to be done with the destinations of a host once they are known.
    ///
    /// @param unreachable told when there are none, or when the last one has failed
    static Resolved among(HostPort host, Attempt attempt, Unreachable unreachable) {
        return found -> {
            if (found.isEmpty()) unreachable.because("cannot resolve " + host.host());
            else new Failover(found.iterator(), attempt, unreachable).next();
        };
    }

    private void next() {
        attempt.at(
                left.next(),
                reason -> {
                    if (left.hasNext()) next();
                    else unreachable.because(reason);
                });
    }
}
