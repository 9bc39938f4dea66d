package io.carillon.node;

import io.carillon.node.config.NodeConfig;
import io.carillon.sip.transport.Transport;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A server in this process for `example.com` that asks nobody who he is: what the servers of tests
/// have in common. Where it listens, and with whom it is in a cluster, is the test's to say.
final class OpenServer {
    private OpenServer() {}

    /// @param name of its loops, and of its folder in the one given
    /// @param more settings, which count before those that all have
    static Server start(String name, Path folder, Map<String, String> more) throws Exception {
        var settings = new HashMap<String, String>();
        settings.put("carillon.domains.0", "example.com");
        settings.put("carillon.auth", "none");
        settings.put("carillon.relay", "any");
        settings.put("carillon.http.listen", "");
        settings.put("carillon.edge.loops", "1");
        settings.put("carillon.loops.loops", name);
        settings.put("carillon.data-dir", folder.resolve(name).toString());
        settings.putAll(more);
        return Server.start(NodeConfig.load(Optional.empty(), settings));
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
}
