package io.carillon.node;

import io.carillon.node.edge.BindFailure;
import io.carillon.node.edge.Edge;
import io.carillon.node.edge.FailureAnswers;
import io.carillon.node.edge.Inlet;
import io.carillon.sharding.flow.EdgeDescription.Standing;
import io.carillon.sharding.flow.EdgeDirectory;
import io.carillon.sharding.flow.KnownEdges;

import org.apache.pekko.actor.typed.ActorSystem;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// How the sockets of a node come into its cluster, when all else is ready.
///
/// Until then its ports refuse whoever comes, as those of a node do that is not there: its clients
/// ask another edge at once, and no other node sends by it. An answer to what another node sent by
/// it, and a call that comes by it and is answered by another node, both need that the others know
/// it; so it is announced between its first datagram and the first that it works on. The way out is
/// [EdgeDeparture].
final class EdgeArrival {
    /// Until the others have heard of it.
    private static final Duration HEARD = Duration.ofMillis(100);

    private final ActorSystem<?> system;
    private final KnownEdges edges;
    private final Edge edge;
    private final StartingInlet starting;

    EdgeArrival(ActorSystem<?> system, KnownEdges edges, Edge edge, FailureAnswers failures) {
        this.system = system;
        this.edges = edges;
        this.edge = edge;
        this.starting = new StartingInlet(failures);
    }

    /// Blocks until the edge serves.
    ///
    /// @throws BindFailure when somebody else has taken one of the ports meanwhile
    void serve(Inlet inlet) throws BindFailure {
        var name = edges.get().own();
        if (!edge.listeners().isEmpty()) {
            edge.receive(name, starting);
            EdgeDirectory.announce(system, edges, Standing.SERVES);
            LockSupport.parkNanos(HEARD.toNanos());
        }
        edge.open(name, inlet);
        starting.goOn(inlet);
    }
}
