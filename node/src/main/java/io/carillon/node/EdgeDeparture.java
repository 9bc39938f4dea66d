package io.carillon.node;

import io.carillon.node.edge.Edge;
import io.carillon.sharding.flow.EdgeDescription.Standing;
import io.carillon.sharding.flow.EdgeDirectory;
import io.carillon.sharding.flow.KnownEdges;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How the sockets of a node leave its cluster with nobody noticing: what begins is turned away to
/// other edges, what is under way ends here, and the others know both in time.
///
/// Runs after the shards have gone, and before the cluster is left: see [Departure]. Who is removed
/// from the cluster has lost its place already, and closes everything at once.
final class EdgeDeparture {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeDeparture.class);

    /// What others sent by this edge before they heard that it is gone is here by then.
    private static final Duration LAST_MESSAGES = Duration.ofMillis(300);

    private final ActorSystem<?> system;
    private final KnownEdges edges;
    private final Edge edge;

    EdgeDeparture(ActorSystem<?> system, KnownEdges edges, Edge edge) {
        this.system = system;
        this.edges = edges;
        this.edge = edge;
    }

    /// Blocks until the sockets are closed.
    ///
    /// @param patience with transactions that are under way
    void leave(Duration patience) {
        if (edge.listeners().isEmpty() || isRemoved()) return;
        long began = System.nanoTime();
        EdgeDirectory.announce(system, edges, Standing.LEAVES);
        boolean finished = edge.drain(patience);
        EdgeDirectory.announce(system, edges, Standing.GONE);
        pause();
        edge.close();
        LOG.info(
                "Closed the edge with {} under way in {} ms",
                finished ? "nothing" : "something",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    private boolean isRemoved() {
        var status = Cluster.get(system).selfMember().status();
        return status.equals(MemberStatus.down()) || status.equals(MemberStatus.removed());
    }

    private static void pause() {
        try {
            Thread.sleep(LAST_MESSAGES);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
