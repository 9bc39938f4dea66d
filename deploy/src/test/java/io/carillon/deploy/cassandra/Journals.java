package io.carillon.deploy.cassandra;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.carillon.node.config.CassandraReader;
import io.carillon.node.config.InvalidConfig;
import io.carillon.persistence.cassandra.Schema;
import io.carillon.persistence.cassandra.Sessions;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Settings of tests that use a real Cassandra, each in a keyspace of its own.
final class Journals {
    private Journals() {}

    static CassandraReader.Database database(RealCassandra.Database cassandra, String keyspace) {
        return database(cassandra.address(), keyspace, Map.of());
    }

    /// @param more settings, with their whole names
    static CassandraReader.Database database(
            String address, String keyspace, Map<String, String> more) {
        var settings = new HashMap<>(more);
        settings.put("carillon.journal", "cassandra");
        settings.put("carillon.cassandra.contact-points", address);
        settings.put("carillon.cassandra.keyspace", keyspace);
        try {
            return CassandraReader.load(Optional.empty(), settings);
        } catch (InvalidConfig wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    static void createSchema(CassandraReader.Database database) {
        try (var session = Sessions.open(database.settings(), database.all())) {
            Schema.create(session, database.settings());
        }
    }

    /// Of an actor system that is alone and has no event loops.
    static Config actors(CassandraReader.Database database) {
        return ConfigFactory.parseString("pekko.actor.provider = local, pekko.loglevel = WARNING")
                .withFallback(database.all());
    }
}
