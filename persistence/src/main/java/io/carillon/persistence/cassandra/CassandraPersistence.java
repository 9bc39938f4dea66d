package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;

import io.carillon.persistence.EntityDirectory;
import io.carillon.persistence.EventStore;
import io.carillon.persistence.JournalHealth;
import io.carillon.persistence.Retention;
import io.carillon.persistence.WriteLatency;

import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.ExtensionIdProvider;
import org.apache.pekko.serialization.SerializationExtension;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// The database of one actor system: one session, shared by the plugin's journal and snapshot store
/// ([SharedSession]), the directory and the health.
///
/// The first [#get] connects, waits for the database if it has to, and fails with
/// [io.carillon.persistence.JournalUnavailableException] when it refuses us or has no schema: a
/// node asks at start, so that the operator reads one clear line. Closed when the system has
/// terminated.
public final class CassandraPersistence implements EventStore, Extension {
    private static final Id ID = new Id();
    private static final Duration LOOK = Duration.ofMillis(100);

    private final CqlSession session;
    private final CassandraDirectory directory;
    private final CassandraHealth health;
    private final ScheduledExecutorService groups =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("carillon-journal-groups").factory());
    private final PastReader past;
    private final EventWriter writer;
    private final WriteLatency latency = new WriteLatency();

    private CassandraPersistence(ExtendedActorSystem system) {
        var config = system.settings().config();
        var settings = CassandraSettings.of(config);
        var interval = config.getDuration("carillon.persistence.cassandra.group-interval");
        var clock = GroupClock.of(interval.toNanos(), groups);
        session = Sessions.open(settings, config);
        try {
            Schema.check(session, settings);
            var replicas = new Replicas(session, settings);
            var serialization = SerializationExtension.get(system);
            var requests = new Requests(session);
            past = new PastReader(session, requests, replicas, clock, serialization);
            writer = new EventWriter(session, requests, replicas, clock, serialization);
        } catch (RuntimeException missing) {
            close();
            throw missing;
        }
        directory = new CassandraDirectory(session, settings);
        health = new CassandraHealth(session, settings);
        system.scheduler().scheduleWithFixedDelay(LOOK, LOOK, health::look, system.dispatcher());
        system.registerOnTermination(this::close);
    }

    private void close() {
        groups.shutdown();
        session.close();
    }

    /// The database of this system, connected when asked for the first time.
    public static CassandraPersistence get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    @Override
    public EntityDirectory directory() {
        return directory;
    }

    @Override
    public JournalHealth health() {
        return health;
    }

    @Override
    public WriteLatency writeLatency() {
        return latency;
    }

    @Override
    public Retention retention() {
        return Retention.CASSANDRA;
    }

    CqlSession session() {
        return session;
    }

    PastReader past() {
        return past;
    }

    EventWriter writer() {
        return writer;
    }

    private static final class Id extends AbstractExtensionId<CassandraPersistence>
            implements ExtensionIdProvider {

        @Override
        public CassandraPersistence createExtension(ExtendedActorSystem system) {
            return new CassandraPersistence(system);
        }

        @Override
        public Id lookup() {
            return this;
        }

        @Override
        public CassandraPersistence get(ActorSystem system) {
            return super.get(system);
        }
    }
}
