package io.carillon.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;

import io.carillon.node.Version;
import io.carillon.node.edge.EdgeSettings;
import io.carillon.node.ops.HttpSettings;
import io.carillon.sip.auth.DigestAlgorithm;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.location.RegistrarSettings;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.proxy.ProxySettings.Relay;
import io.carillon.sip.proxy.ProxySettings.RouteRule;
import io.carillon.sip.transport.Transport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Turns merged configuration into [NodeConfig], key by key and then together.
final class NodeConfigReader {
    private static final String INSIST = "carillon.i-know-that-auth-none-is-open";
    private static final List<Transport> TRANSPORTS = List.of(Transport.UDP, Transport.TCP);
    private static final int MOST_EXPIRES_SECONDS = 30 * 24 * 3600;

    private enum Auth {
        DIGEST,
        NONE
    }

    private enum Journal {
        EMBEDDED,
        CASSANDRA
    }

    private final Config config;
    private final ConfigValues values;

    private NodeConfigReader(Config config) {
        this.config = config;
        this.values = new ConfigValues(config);
    }

    static NodeConfig read(Config config) throws InvalidConfig {
        return new NodeConfigReader(config).read();
    }

    private NodeConfig read() throws InvalidConfig {
        var cluster = new ClusterReader(values).read();
        var addresses = cluster.isEdge() ? addresses() : List.<EdgeSettings.Address>of();
        boolean authenticate = values.choice("carillon.auth", Auth.class) == Auth.DIGEST;
        var relay = values.choice("carillon.relay", Relay.class);
        if (!authenticate) refuseOpenServer(addresses, relay);
        var domains = domains();
        var registrar = registrar();
        var routes = routes();
        var http = http();
        var accountsFile = accountsFile();
        var edge = edge(addresses);
        int loops = values.number("carillon.edge.loops", 0, 256);
        var actors = actors(cluster);
        var dataDir = values.path("carillon.data-dir");
        return new NodeConfig(
                cluster,
                domains,
                edge,
                authenticate,
                digests(),
                relay,
                accountsFile,
                callRecords(),
                values.octets("carillon.message-trace", 0, 1 << 30),
                registrar,
                values.flag("carillon.record-route"),
                routes,
                values.duration("carillon.timer-c", Duration.ofSeconds(1), Duration.ofHours(1)),
                http,
                dataDir,
                secret(dataDir), // last: it writes a file
                loops == 0 ? Runtime.getRuntime().availableProcessors() : loops,
                values.duration("carillon.rehearsal", Duration.ZERO, Duration.ofMinutes(5)),
                actors);
    }

    private List<EdgeSettings.Address> addresses() throws InvalidConfig {
        var advertised = advertised();
        var addresses = new ArrayList<EdgeSettings.Address>();
        for (var transport : TRANSPORTS) {
            var key = "carillon.listen." + transport.parameter();
            for (var text : values.texts(key)) {
                var bind = values.address(key, text);
                if (bind.getAddress().isAnyLocalAddress() && advertised.isEmpty()) {
                    throw values.wrong(
                            key,
                            "set carillon.advertise to the host that others reach this server"
                                    + " by, or listen on one address");
                }
                addresses.add(
                        new EdgeSettings.Address(
                                key,
                                transport,
                                bind,
                                advertised
                                        .map(ConfigValues.HostAndPort::host)
                                        .orElseGet(() -> ConfigValues.host(bind.getAddress())),
                                advertised.map(ConfigValues.HostAndPort::port).orElse(-1)));
            }
        }
        if (addresses.isEmpty()) {
            throw values.wrong("carillon.listen.udp", "listen on at least one udp or tcp address");
        }
        return addresses;
    }

    private Optional<ConfigValues.HostAndPort> advertised() throws InvalidConfig {
        var key = "carillon.advertise";
        var text = values.optional(key);
        if (text.isEmpty()) return Optional.empty();
        var parts = ConfigValues.HostAndPort.of(text.get()).filter(each -> each.port() != 0);
        if (parts.isEmpty()) throw values.wrong(key, "must be host or host:port");
        return parts;
    }

    /// Where others can reach us, nobody may be let in without being asked, but on purpose.
    private void refuseOpenServer(List<EdgeSettings.Address> addresses, Relay relay)
            throws InvalidConfig {
        for (var address : addresses) {
            if (address.bind().getAddress().isLoopbackAddress()) continue;
            if (relay == Relay.ANY) {
                throw values.wrong(
                        "carillon.relay",
                        "must be none or authenticated where carillon.auth = none and "
                                + address.key()
                                + " can be reached by others");
            }
            if (!values.flag(INSIST)) {
                throw values.wrong(
                        "carillon.auth",
                        "must be digest, because "
                                + address.key()
                                + " can be reached by others; to let anybody in, set "
                                + INSIST
                                + " = true");
            }
        }
    }

    private List<String> domains() throws InvalidConfig {
        var key = "carillon.domains";
        var domains = new ArrayList<String>();
        for (var text : values.texts(key)) {
            var domain = text.toLowerCase(Locale.ROOT);
            if (!domain.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+]")) {
                throw values.wrong(key, "'" + text + "' is no domain name");
            }
            domains.add(domain);
        }
        if (domains.isEmpty()) throw values.wrong(key, "name at least one domain");
        return List.copyOf(domains);
    }

    private List<DigestAlgorithm> digests() throws InvalidConfig {
        var key = "carillon.digest-algorithms";
        var digests = new ArrayList<DigestAlgorithm>();
        for (var text : values.texts(key)) {
            var digest = DigestAlgorithm.of(text);
            if (digest.isEmpty() || digests.contains(digest.get())) {
                throw values.wrong(key, "must be MD5, SHA-256 or both, each once");
            }
            digests.add(digest.get());
        }
        if (digests.isEmpty()) throw values.wrong(key, "must be MD5, SHA-256 or both, each once");
        return List.copyOf(digests);
    }

    private RegistrarSettings registrar() throws InvalidConfig {
        int min = values.number("carillon.registrar.min-expires", 1, MOST_EXPIRES_SECONDS);
        int max = values.number("carillon.registrar.max-expires", min, MOST_EXPIRES_SECONDS);
        return new RegistrarSettings(
                min,
                max,
                values.number("carillon.registrar.default-expires", min, max),
                values.number("carillon.registrar.max-contacts", 1, 1000),
                values.number("carillon.registrar.lease-factor", 1, 100));
    }

    private List<RouteRule> routes() throws InvalidConfig {
        var key = "carillon.routes";
        var rules = new ArrayList<RouteRule>();
        for (var block : values.blocks(key)) rules.add(route(block));
        return List.copyOf(rules);
    }

    private RouteRule route(Config block) throws InvalidConfig {
        var allowed = "each rule is { domain = NAME or prefix = DIGITS, next-hop = \"sip:...\" }";
        for (var entry : block.entrySet()) {
            if (!List.of("domain", "prefix", "next-hop").contains(entry.getKey())) {
                throw values.wrong("carillon.routes", allowed);
            }
        }
        try {
            var domain = part(block, "domain").map(name -> name.toLowerCase(Locale.ROOT));
            var prefix = part(block, "prefix");
            if (domain.isPresent() != prefix.isPresent()) {
                var nextHop = SipUri.parse(block.getString("next-hop"));
                return new RouteRule(domain, prefix, nextHop);
            }
        } catch (ConfigException | MalformedException _) {
            // the same fault
        }
        throw values.wrong("carillon.routes", allowed);
    }

    private static Optional<String> part(Config block, String name) {
        return block.hasPath(name) ? Optional.of(block.getString(name)) : Optional.empty();
    }

    private Optional<HttpSettings> http() throws InvalidConfig {
        var key = "carillon.http.listen";
        var listen = values.optional(key);
        var token = values.optional("carillon.http.token");
        if (token.isPresent() && token.get().length() < Secrets.SHORTEST) {
            throw values.wrong("carillon.http.token", "must have at least 16 characters");
        }
        if (listen.isEmpty()) return Optional.empty();
        var address = values.address(key, listen.get());
        if (!address.getAddress().isLoopbackAddress() && token.isEmpty()) {
            throw values.wrong(key, "set carillon.http.token, or listen on a loopback address");
        }
        return Optional.of(new HttpSettings(address, token));
    }

    private Optional<Path> accountsFile() throws InvalidConfig {
        var key = "carillon.accounts-file";
        if (values.optional(key).isEmpty()) return Optional.empty();
        var file = values.path(key);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw values.wrong(key, "must be a file that can be read");
        }
        return Optional.of(file);
    }

    private Optional<Path> callRecords() throws InvalidConfig {
        var key = "carillon.call-records";
        if (values.optional(key).isEmpty()) return Optional.empty();
        var file = values.path(key).toAbsolutePath();
        boolean writable = Files.exists(file) ? Files.isWritable(file) : isFolder(file.getParent());
        if (!writable || Files.isDirectory(file)) {
            throw values.wrong(
                    key, "must be a file that can be written, in a folder that is there");
        }
        return Optional.of(file);
    }

    private static boolean isFolder(Path path) {
        return path != null && Files.isDirectory(path) && Files.isWritable(path);
    }

    private EdgeSettings edge(List<EdgeSettings.Address> addresses) throws InvalidConfig {
        var defaults = EdgeSettings.of(addresses);
        return new EdgeSettings(
                addresses,
                values.octets("carillon.edge.receive-buffer", 64 << 10, 1 << 30),
                values.number("carillon.edge.max-connections", 1, 10_000_000),
                values.duration(
                        "carillon.edge.idle-timeout", Duration.ofSeconds(10), Duration.ofDays(7)),
                values.duration(
                        "carillon.edge.patience", Duration.ofSeconds(1), Duration.ofHours(1)),
                defaults.connectTimeout());
    }

    private Secret secret(Path dataDir) throws InvalidConfig {
        var given = values.optional("carillon.secret");
        if (given.isEmpty()) return Secrets.keptIn(dataDir);
        if (given.get().length() < Secrets.SHORTEST) {
            throw values.wrong("carillon.secret", "must have at least 16 characters");
        }
        return Secret.of(given.get());
    }

    private Config actors(ClusterSettings cluster) throws InvalidConfig {
        var plugins =
                switch (values.choice("carillon.journal", Journal.class)) {
                    // What persistence.conf has.
                    case EMBEDDED -> ConfigFactory.empty();
                    case CASSANDRA -> CassandraReader.plugins(config);
                };
        return new ClusterReader(values)
                .actors(cluster, Version.number())
                .withFallback(plugins)
                .withFallback(config);
    }
}
