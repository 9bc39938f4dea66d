package io.carillon.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A core without sockets and two edges without entities, each a server of its own in this process.
final class CoreWithEdges implements AutoCloseable {
    private final List<Server> started = new ArrayList<>();
    private final Path folder;
    private final Map<String, String> more;
    private final String seed;
    final Server core;
    final Server first;
    final Server second;

    /// @param network the second number of three in the loopback addresses `127.0.x.y`
    CoreWithEdges(Path folder, int network) throws Exception {
        this(folder, network, Map.of());
    }

    /// @param more settings of each of them
    CoreWithEdges(Path folder, int network, Map<String, String> more) throws Exception {
        this.folder = folder;
        this.more = more;
        seed = "127.0." + network + ".1";
        core = server(seed, "core");
        first = server("127.0." + network + ".2", "edge");
        second = server("127.0." + network + ".3", "edge");
    }

    private Server server(String address, String role) throws Exception {
        var name = role + "-" + address;
        var settings = new HashMap<>(more);
        settings.put("carillon.roles.0", role);
        settings.put("carillon.cluster.listen", address + ":7355");
        settings.put("carillon.cluster.seeds.0", seed + ":7355");
        settings.put("carillon.secret", "a secret that only tests share");
        settings.put("carillon.listen.udp", address + ":0");
        settings.put("carillon.listen.tcp", address + ":0");
        var server = OpenServer.start(name, folder, settings);
        started.add(server);
        return server;
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
