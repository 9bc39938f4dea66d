package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.metadata.Node;

import java.util.Set;

/// Says which nodes of the database hold a partition. What the same nodes hold can be asked of any
/// of them in one request, and none has to ask further.
///
/// In a database of as many nodes as there are replicas that is everything; in a large one little,
/// and then requests go one by one. Thread-safe.
final class Replicas {
    private final CqlSession session;
    private final String keyspace;

    Replicas(CqlSession session, CassandraSettings settings) {
        this.session = session;
        this.keyspace = settings.keyspace();
    }

    String keyspace() {
        return keyspace;
    }

    /// The nodes that hold the partition of a statement. Empty while the driver has not heard, for
    /// a moment after its start: then everything is grouped, and the node that is asked asks
    /// others.
    Set<Node> of(BoundStatement statement) {
        var key = statement.getRoutingKey();
        var ring = session.getMetadata().getTokenMap();
        return key == null || ring.isEmpty() ? Set.of() : ring.get().getReplicas(keyspace, key);
    }
}
