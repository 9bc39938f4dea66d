package io.carillon.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.carillon.node.config.ClusterSettings.Role;
import io.carillon.node.link.LinkSettings;
import io.carillon.sharding.membership.ClusterTls;
import io.carillon.sharding.membership.HeartAddress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what a node does in a cluster, and what follows from that for the actor system.
final class ClusterReader {
    private static final String LISTEN = "carillon.cluster.listen";
    private static final String SEEDS = "carillon.cluster.seeds";
    private static final String EXPECTED = "carillon.cluster.expected-seeds";
    private static final String ROLES = "carillon.roles";
    private static final String CLOSED = "carillon.cluster.i-know-that-the-network-is-closed";
    private static final List<String> TLS =
            List.of(
                    "carillon.cluster.tls.certificate",
                    "carillon.cluster.tls.key",
                    "carillon.cluster.tls.ca");
    private static final int HIGHEST_PORT = 65_535 - LinkSettings.PORT_OFFSET;

    private final ConfigValues values;

    ClusterReader(ConfigValues values) {
        this.values = values;
    }

    ClusterSettings read() throws InvalidConfig {
        var seeds = seeds();
        var listen = values.address(LISTEN, values.text(LISTEN));
        var roles = roles();
        if (seeds.isEmpty()) {
            if (!listen.getAddress().isLoopbackAddress()) {
                throw values.wrong(
                        LISTEN, "must be a loopback address where there are no " + SEEDS);
            }
            if (roles.size() < Role.values().length) {
                throw values.wrong(ROLES, "must be edge and core where there are no " + SEEDS);
            }
            return new ClusterSettings(listen, List.of(), 0, roles, Optional.empty());
        }
        checkListen(listen);
        if (values.optional("carillon.secret").isEmpty()) {
            throw values.wrong(
                    "carillon.secret",
                    "must be set, the same on every node, where there are seeds");
        }
        return new ClusterSettings(listen, seeds, expected(seeds), roles, tls(listen, seeds));
    }

    private void checkListen(InetSocketAddress listen) throws InvalidConfig {
        if (listen.getPort() == 0 || listen.getPort() > HIGHEST_PORT) {
            throw values.wrong(
                    LISTEN,
                    "needs a port from 1 to %d that others know, where there are seeds; the ports"
                                    .formatted(HIGHEST_PORT)
                            + " %d and %d above it are used too"
                                    .formatted(HeartAddress.OFFSET, LinkSettings.PORT_OFFSET));
        }
        if (listen.getAddress().isAnyLocalAddress()) {
            throw values.wrong(LISTEN, "must be the one address that other nodes reach this by");
        }
    }

    private Set<Role> roles() throws InvalidConfig {
        var roles = EnumSet.noneOf(Role.class);
        for (var text : values.texts(ROLES)) {
            switch (text.toLowerCase(Locale.ROOT)) {
                case "edge" -> roles.add(Role.EDGE);
                case "core" -> roles.add(Role.CORE);
                default -> throw values.wrong(ROLES, "must be edge, core or both");
            }
        }
        if (roles.isEmpty()) throw values.wrong(ROLES, "must be edge, core or both");
        return roles;
    }

    private List<String> seeds() throws InvalidConfig {
        var seeds = new ArrayList<String>();
        for (var text : values.texts(SEEDS)) {
            var parts =
                    ConfigValues.HostAndPort.of(text)
                            .filter(each -> each.port() > 0 && each.port() <= HIGHEST_PORT);
            if (parts.isEmpty()) {
                throw values.wrong(SEEDS, "'" + text + "' is not host:port of a node");
            }
            if (seeds.contains(text)) throw values.wrong(SEEDS, text + " stands there twice");
            seeds.add(text);
        }
        return seeds;
    }

    /// Nodes believe each other: on a network that others have access to, they must know each
    /// other.
    private Optional<ClusterTls> tls(InetSocketAddress listen, List<String> seeds)
            throws InvalidConfig {
        int given = 0;
        for (var key : TLS) if (values.optional(key).isPresent()) given++;
        if (given == 0) {
            var open = seeds.stream().filter(seed -> !isLoopback(seed)).findFirst();
            if (listen.getAddress().isLoopbackAddress() && open.isEmpty()) return Optional.empty();
            if (values.flag(CLOSED)) return Optional.empty();
            throw values.wrong(
                    TLS.getFirst(),
                    "must be set, with .key and .ca, because %s can be reached by others; where the"
                                    .formatted(open.orElse(LISTEN))
                            + " network is closed, set "
                            + CLOSED
                            + " = true");
        }
        for (var key : TLS) {
            if (values.optional(key).isEmpty()) {
                throw values.wrong(key, "certificate, key and ca must be set together");
            }
        }
        try {
            return Optional.of(
                    new ClusterTls(
                            new ClusterTls.Pem(
                                    values.path(TLS.get(0)),
                                    values.path(TLS.get(1)),
                                    values.path(TLS.get(2)))));
        } catch (IOException failure) {
            throw values.wrong(TLS.getFirst(), failure.getMessage());
        }
    }

    private static boolean isLoopback(String seed) {
        var host = ConfigValues.HostAndPort.of(seed).orElseThrow().host();
        try {
            for (var address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) return false;
            }
            return true;
        } catch (UnknownHostException _) {
            return false; // not yet: another machine, then
        }
    }

    /// A name may resolve to a part of the nodes while they start: without a number, each part
    /// could take itself for the majority.
    private int expected(List<String> seeds) throws InvalidConfig {
        int expected = values.number(EXPECTED, 0, 1_000);
        var host = ConfigValues.HostAndPort.of(seeds.getFirst()).orElseThrow().host();
        boolean name = !host.matches("[0-9.]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");
        if (seeds.size() == 1 && name && expected == 0) {
            throw values.wrong(
                    EXPECTED,
                    "must say how many addresses "
                            + host
                            + " resolves to once all nodes are there");
        }
        return Math.max(expected, seeds.size());
    }

    /// What follows for the actor system.
    Config actors(ClusterSettings cluster, String version) {
        var set = new HashMap<String, Object>();
        set.put("pekko.remote.artery.canonical.hostname", cluster.hostName());
        set.put("pekko.remote.artery.canonical.port", cluster.listen().getPort());
        set.put("pekko.cluster.app-version", version);
        set.put(
                "pekko.cluster.roles",
                cluster.roles().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList());
        if (cluster.tls().isPresent()) set.put("pekko.remote.artery.transport", "tls-tcp");
        if (!cluster.isAlone()) {
            // Filters between nodes know a node by the address it listens on.
            set.put(
                    "pekko.remote.artery.advanced.tcp.outbound-client-hostname",
                    ConfigValues.host(cluster.listen().getAddress()));
            // Nobody begins before a majority is there: fewer shards move when the rest come, and
            // a node that formed a cluster and was cut off at once holds nothing.
            set.put("pekko.cluster.min-nr-of-members", cluster.expectedSeeds() / 2 + 1);
            set.put("pekko.coordinated-shutdown.run-by-actor-system-terminate", "on");
        }
        return ConfigFactory.parseMap(Map.copyOf(set));
    }
}
