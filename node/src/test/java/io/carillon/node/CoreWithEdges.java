package io.carillon.node;

import io.carillon.node.config.NodeConfig;
import io.carillon.sip.transport.Transport;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A core without sockets and two edges without entities, each a server of its own in this process.
final class CoreWithEdges implements AutoCloseable {
    private final List<Server> started = new ArrayList<>();
    private final Path folder;
    private final String core;
    final Server first;
    final Server second;

    /// @param network the second number of three in the loopback addresses `127.0.x.y`
    CoreWithEdges(Path folder, int network) throws Exception {
        this.folder = folder;
        core = "127.0." + network + ".1";
        server(core, "core");
        first = server("127.0." + network + ".2", "edge");
        second = server("127.0." + network + ".3", "edge");
    }

    private Server server(String address, String role) throws Exception {
        var name = role + "-" + address;
        var settings =
                new HashMap<>(
                        Map.of(
                                "carillon.domains.0",
                                "example.com",
                                "carillon.roles.0",
                                role,
                                "carillon.cluster.listen",
                                address + ":7355",
                                "carillon.cluster.seeds.0",
                                core + ":7355",
                                "carillon.secret",
                                "a secret that only tests share",
                                "carillon.loops.loops",
                                name,
                                "carillon.auth",
                                "none",
                                "carillon.relay",
                                "any",
                                "carillon.http.listen",
                                "",
                                "carillon.data-dir",
                                folder.resolve(name).toString()));
        settings.put("carillon.edge.loops", "1");
        settings.put("carillon.listen.udp", address + ":0");
        settings.put("carillon.listen.tcp", address + ":0");
        var server = Server.start(NodeConfig.load(Optional.empty(), settings));
        started.add(server);
        return server;
    }

    static InetSocketAddress udp(Server server) {
        return socket(server, Transport.UDP);
    }

    static InetSocketAddress tcp(Server server) {
        return socket(server, Transport.TCP);
    }

    private static InetSocketAddress socket(Server server, Transport transport) {
        return server.listeners().stream()
                .filter(each -> each.transport() == transport)
                .findFirst()
                .orElseThrow()
                .bound();
    }

    /// Stops one as a signal does.
    void stop(Server server) {
        started.remove(server);
        server.stop();
    }

    @Override
    public void close() {
        for (var server : started.reversed()) server.stop(Duration.ZERO);
    }
}
