package io.carillon.node;

import io.carillon.node.edge.Edge;
import io.carillon.sharding.EntityTypes;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// How the sockets of a node leave its cluster with nobody noticing: what begins is turned away to
/// other edges, what is under way ends here, and the others know both in time.
///
/// Runs after the shards have gone, and before the cluster is left: see [Departure]. Who is removed
/// from the cluster has lost its place already, and closes everything at once. The way in is
/// [EdgeArrival].
final class EdgeDeparture {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeDeparture.class);

    /// What others sent by this edge before they heard that it is gone is here by then.
    private static final Duration LAST_MESSAGES = Duration.ofMillis(300);

    /// No shard has moved for so long: then none will, unless a node comes or goes.
    private static final long CALM_MILLIS = 1_000;

    /// With this and the patience of a stop, a node leaves within the time that Pekko gives it.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

    private final ActorSystem<?> system;
    private final KnownEdges edges;
    private final Edge edge;
    private final LongSupplier quietMillis;

    /// @param quietMillis for how long no shard has moved
    EdgeDeparture(ActorSystem<?> system, KnownEdges edges, Edge edge, LongSupplier quietMillis) {
        this.system = system;
        this.edges = edges;
        this.edge = edge;
        this.quietMillis = quietMillis;
    }

    /// Blocks until the sockets are closed.
    ///
    /// @param patience with transactions that are under way
    void leave(Duration patience) {
        if (edge.listeners().isEmpty() || isRemoved()) return;
        if (!holdsShards()) awaitCalm(quietMillis, LONGEST_WAIT);
        long began = System.nanoTime();
        EdgeDirectory.announce(system, edges, Standing.LEAVES);
        boolean finished = edge.drain(patience);
        EdgeDirectory.announce(system, edges, Standing.GONE);
        LockSupport.parkNanos(LAST_MESSAGES.toNanos());
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

    /// What this node held has moved a moment ago, and was waited for.
    private boolean holdsShards() {
        return Cluster.get(system).selfMember().hasRole(EntityTypes.ROLE);
    }

    /// In a rolling restart the core node before has just come back and gets its shards. Phones
    /// that are sent away now, which all register anew, would ask for users who are under way.
    static void awaitCalm(LongSupplier quietMillis, Duration patience) {
        long began = System.nanoTime();
        long waited = 0;
        while (waited < patience.toMillis()
                && (waited < CALM_MILLIS || quietMillis.getAsLong() < CALM_MILLIS)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        }
    }
}
