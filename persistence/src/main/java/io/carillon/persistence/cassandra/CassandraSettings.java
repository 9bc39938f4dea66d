package io.carillon.persistence.cassandra;

import com.typesafe.config.Config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How to reach the database: what `carillon.cassandra` says. The node's configuration checks it.
///
/// @param contactPoints nodes to ask first, at least one, not resolved
/// @param datacenter the one whose nodes are asked, and whose replicas make the quorum
/// @param keyspace ours
/// @param replicationFactor replicas of each row in that datacenter; used to create the keyspace
public record CassandraSettings(
        List<InetSocketAddress> contactPoints,
        String datacenter,
        String keyspace,
        int replicationFactor,
        Optional<Credentials> credentials,
        Optional<Tls> tls) {
    private static final int DEFAULT_PORT = 9042;

    public CassandraSettings {
        contactPoints = List.copyOf(contactPoints);
    }

    /// Of the role that may read and write the keyspace.
    public record Credentials(String username, String password) {
        @Override
        public String toString() {
            return username;
        }
    }

    /// Encryption of connections to the database.
    ///
    /// @param authorities PEM file of the certificates that sign the database's; empty: the JDK's
    /// @param identity what we show when the database asks who we are
    /// @param checkNames whether a node's certificate has to name the address it is reached by
    public record Tls(
            Optional<Path> authorities, Optional<Identity> identity, boolean checkNames) {}

    /// PEM files of a certificate, with those that sign it, and of its private key.
    public record Identity(Path certificate, Path key) {}

    /// Reads what has been checked.
    public static CassandraSettings of(Config all) {
        var config = all.getConfig("carillon.cassandra");
        var tls = config.getConfig("tls");
        return new CassandraSettings(
                config.getStringList("contact-points").stream()
                        .map(CassandraSettings::address)
                        .toList(),
                config.getString("datacenter"),
                config.getString("keyspace"),
                config.getInt("replication-factor"),
                text(config, "username")
                        .map(name -> new Credentials(name, config.getString("password"))),
                tls.getBoolean("enabled")
                        ? Optional.of(
                                new Tls(
                                        path(tls, "ca"),
                                        path(tls, "certificate")
                                                .map(
                                                        file ->
                                                                new Identity(
                                                                        file,
                                                                        path(tls, "key")
                                                                                .orElseThrow())),
                                        tls.getBoolean("check-names")))
                        : Optional.empty());
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        boolean port =
                colon > text.lastIndexOf(']') && text.indexOf(':') == colon
                        || text.startsWith("[") && colon > text.indexOf(']');
        var host = port ? text.substring(0, colon) : text;
        var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return InetSocketAddress.createUnresolved(
                bare, port ? Integer.parseInt(text.substring(colon + 1)) : DEFAULT_PORT);
    }

    private static Optional<String> text(Config config, String key) {
        return Optional.of(config.getString(key)).filter(text -> !text.isEmpty());
    }

    private static Optional<Path> path(Config config, String key) {
        return text(config, key).map(Path::of);
    }

    /// For messages: where the database is looked for.
    String place() {
        var first = contactPoints.getFirst();
        var more = contactPoints.size() > 1 ? " and " + (contactPoints.size() - 1) + " more" : "";
        return first.getHostString() + ":" + first.getPort() + more;
    }
}
