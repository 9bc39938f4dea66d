package io.carillon.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.carillon.persistence.cassandra.CassandraSettings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks `carillon.cassandra`: where the journal's database is, and what it is to be told.
public final class CassandraReader {
    private static final String KEYSPACE = "carillon.cassandra.keyspace";
    private static final String CA = "carillon.cassandra.tls.ca";
    private static final String CERTIFICATE = "carillon.cassandra.tls.certificate";
    private static final String KEY = "carillon.cassandra.tls.key";

    /// Settings of a command that speaks to the database and is no node.
    ///
    /// @param all everything merged, for the driver
    public record Database(CassandraSettings settings, Config all) {}

    private final ConfigValues values;

    private CassandraReader(Config config) {
        this.values = new ConfigValues(config);
    }

    /// Reads and checks what a node's configuration says of the database, whatever its journal is.
    public static Database load(Optional<Path> file, Map<String, String> arguments)
            throws InvalidConfig {
        var all = ConfigSources.merged(file, arguments);
        var checked = plugins(all).withFallback(all);
        return new Database(CassandraSettings.of(checked), checked);
    }

    /// What the actor system has to be told so that Cassandra keeps its events.
    static Config plugins(Config config) throws InvalidConfig {
        return new CassandraReader(config).plugins();
    }

    private Config plugins() throws InvalidConfig {
        var points = contactPoints();
        values.number("carillon.cassandra.replication-factor", 1, 9);
        if (!values.text(KEYSPACE).matches("[a-z][a-z0-9_]{0,31}")) {
            throw values.wrong(KEYSPACE, "must be a-z, 0-9 and _, 32 of them at most");
        }
        if (values.optional("carillon.cassandra.datacenter").isEmpty()) {
            throw values.wrong("carillon.cassandra.datacenter", "must be a name");
        }
        tls();
        return ConfigFactory.parseMap(
                Map.of(
                        "carillon.cassandra.contact-points",
                        points,
                        "pekko.persistence.journal.plugin",
                        "pekko.persistence.cassandra.journal",
                        "pekko.persistence.snapshot-store.plugin",
                        "pekko.persistence.cassandra.snapshot",
                        "pekko.persistence.cassandra.journal.keyspace",
                        values.text(KEYSPACE),
                        "pekko.persistence.cassandra.snapshot.keyspace",
                        values.text(KEYSPACE)));
    }

    private List<String> contactPoints() throws InvalidConfig {
        var key = "carillon.cassandra.contact-points";
        var points = new ArrayList<String>();
        for (var text : values.texts(key)) {
            var point = ConfigValues.HostAndPort.of(text).filter(each -> each.port() != 0);
            if (point.isEmpty()) throw values.wrong(key, "each must be host or host:port");
            points.add(text);
        }
        if (points.isEmpty()) throw values.wrong(key, "name at least one node of Cassandra");
        return points;
    }

    private void tls() throws InvalidConfig {
        values.flag("carillon.cassandra.tls.check-names");
        boolean on = values.flag("carillon.cassandra.tls.enabled");
        for (var file : new String[] {CA, CERTIFICATE, KEY}) {
            if (values.optional(file).isEmpty()) continue;
            if (!on) throw values.wrong(file, "set carillon.cassandra.tls.enabled = true as well");
            if (!Files.isReadable(values.path(file)) || Files.isDirectory(values.path(file))) {
                throw values.wrong(file, "must be a file that can be read");
            }
        }
        if (values.optional(CERTIFICATE).isPresent() != values.optional(KEY).isPresent()) {
            throw values.wrong(CERTIFICATE, "set " + KEY + " and this, or neither");
        }
    }
}
