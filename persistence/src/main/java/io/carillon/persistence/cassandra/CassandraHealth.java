package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.internal.core.context.InternalDriverContext;

import io.carillon.persistence.JournalHealth;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/// What the [Breaker] knows, told to those who would write; and the writes that find out whether
/// the trouble is over.
///
/// [#look] has to be called now and then, several times a second.
final class CassandraHealth implements JournalHealth {
    private static final Logger LOG = LoggerFactory.getLogger(CassandraHealth.class);

    private final CqlSession session;
    private final SimpleStatement probe;
    private final Breaker breaker;
    private boolean reported;

    CassandraHealth(CqlSession session, CassandraSettings settings) {
        this.session = session;
        var throttler = ((InternalDriverContext) session.getContext()).getRequestThrottler();
        this.breaker = ((JournalThrottler) throttler).breaker();
        // A row that nobody reads, written with the consistency that events are.
        this.probe =
                SimpleStatement.newInstance(
                                "INSERT INTO %s.metadata (persistence_id, deleted_to) VALUES ('probe', 0)"
                                        .formatted(settings.keyspace()))
                        .setExecutionProfileName("probe");
    }

    @Override
    public Optional<String> trouble() {
        return breaker.trouble(System.nanoTime());
    }

    @Override
    public boolean noticesRecovery() {
        return true;
    }

    /// Says when trouble begins and ends, and tries a write while there is some.
    void look() {
        var trouble = trouble();
        if (trouble.isPresent() != reported) {
            reported = trouble.isPresent();
            if (reported) LOG.warn("Cassandra is in trouble: {}", trouble.get());
            else LOG.info("Cassandra is well again");
        }
        if (reported && !session.isClosed()) {
            // What it finds out, the breaker learns from the throttler.
            session.executeAsync(probe);
        }
    }
}
