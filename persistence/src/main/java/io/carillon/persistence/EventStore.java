package io.carillon.persistence;

import com.typesafe.config.ConfigFactory;

import io.carillon.persistence.cassandra.CassandraPersistence;
import io.carillon.persistence.embedded.EmbeddedPersistence;

import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.persistence.Persistence;

/// Where the events of one actor system are kept, as seen by those who do not write them.
///
/// Entities write and read through Pekko Persistence, which finds the same store by the plugins
/// that are configured.
public interface EventStore {
    /// The store that `carillon.journal` names, opened when asked for the first time.
    ///
    /// @throws JournalUnavailableException when it cannot be opened, with what to do in one line
    static EventStore of(ClassicActorSystemProvider system) {
        var config = system.classicSystem().settings().config();
        var store =
                switch (config.getString("carillon.journal")) {
                    case "cassandra" -> CassandraPersistence.get(system);
                    case "embedded" -> EmbeddedPersistence.get(system);
                    case String other ->
                            throw new IllegalArgumentException("carillon.journal = " + other);
                };
        startPlugins(system);
        return store;
    }

    /// Otherwise the first entity would do it, on its event loop, which has other things to do.
    private static void startPlugins(ClassicActorSystemProvider system) {
        var plugins = Persistence.get(system);
        plugins.journalFor("", ConfigFactory.empty());
        plugins.snapshotStoreFor("", ConfigFactory.empty());
    }

    /// That of a system without entities: it keeps nothing and is always well.
    static EventStore none() {
        return new NoStore();
    }

    /// The ids that it knows.
    EntityDirectory directory();

    /// Whether writes succeed.
    JournalHealth health();

    /// How long writes took, from the request to the acknowledgement.
    WriteLatency writeLatency();

    /// How much of an entity's past it keeps.
    Retention retention();
}
