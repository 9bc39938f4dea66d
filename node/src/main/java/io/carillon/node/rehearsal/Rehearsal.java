package io.carillon.node.rehearsal;

import io.carillon.node.Server;
import io.carillon.node.config.InvalidConfig;
import io.carillon.node.config.NodeConfig;
import io.carillon.sip.transport.Transport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Plays registrations, messages and calls to a server of its own before the real one starts.
///
/// A virtual machine compiles what it has seen run often. A node that comes into service cold, in
/// the middle of a busy fleet, would spend its first seconds at ten times the cost of a message and
/// drop what it cannot take in. The rehearsal's server has a folder, ports and users of its own;
/// all of it is gone when it is over.
public final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final String PREFIX = "rehearsal-";
    private static final String DOMAIN = "rehearsal.invalid";

    /// Servers to play to, one after the other: what the compiler bets on after the first is wrong
    /// for the second, which begins anew, and then it knows better.
    private static final int ROUNDS = 2;

    private Rehearsal() {}

    /// Practises until the compiler has little left to do, but not longer than this; returns at
    /// once when it is zero. What goes wrong is logged and costs nothing but speed.
    ///
    /// @return how many stories were played, each some registrations, a message and a call
    public static int play(Duration longest, Path dataDir) {
        return play(longest, dataDir, Map.of());
    }

    /// @param more settings of its servers, which count before those that all have
    static int play(Duration longest, Path dataDir, Map<String, String> more) {
        if (longest.isZero()) return 0;
        int stories = 0;
        Path folder = null;
        try {
            Files.createDirectories(dataDir);
            deleteLeftOvers(dataDir);
            folder = Files.createTempDirectory(dataDir, PREFIX);
            var settings = new HashMap<>(settings(folder));
            settings.putAll(more);
            long from = System.nanoTime();
            for (int i = 0; i < ROUNDS; i++) {
                var config = NodeConfig.load(Optional.empty(), settings);
                stories += play(longest.dividedBy(ROUNDS), config);
            }
            long millis = (System.nanoTime() - from) / 1_000_000;
            LOG.info("Rehearsed {} registrations and calls in {} ms", stories, millis);
        } catch (IOException | InvalidConfig | RuntimeException failure) {
            LOG.warn("The rehearsal failed; the node starts cold", failure);
        } finally {
            if (folder != null) delete(folder);
        }
        return stories;
    }

    private static Map<String, String> settings(Path folder) {
        return Map.ofEntries(
                Map.entry("carillon.domains.0", DOMAIN),
                Map.entry("carillon.roles", "edge,core"),
                Map.entry("carillon.listen.udp", "127.0.0.1:0"),
                Map.entry("carillon.listen.tcp", "127.0.0.1:0"),
                Map.entry("carillon.advertise", ""),
                Map.entry("carillon.auth", "none"),
                Map.entry("carillon.relay", "any"),
                Map.entry("carillon.accounts-file", ""),
                Map.entry("carillon.http.listen", ""),
                Map.entry("carillon.cluster.listen", "127.0.0.1:0"),
                Map.entry("carillon.cluster.seeds", ""),
                Map.entry("carillon.cluster.tls.certificate", ""),
                Map.entry("carillon.data-dir", folder.toString()));
    }

    /// By UDP first, which most phones use, and a third of the time by a connection.
    private static int play(Duration longest, NodeConfig config) throws IOException {
        var server = Server.rehearse(config);
        try {
            return play(longest.multipliedBy(2).dividedBy(3), server, Transport.UDP)
                    + play(longest.dividedBy(3), server, Transport.TCP);
        } finally {
            server.stop(Duration.ZERO);
        }
    }

    private static int play(Duration longest, Server server, Transport transport)
            throws IOException {
        for (var listener : server.listeners()) {
            if (listener.transport() != transport) continue;
            try (var peer = new RehearsalPeer(listener, DOMAIN)) {
                return peer.play(new CompilerQuiet(longest)::isEnough);
            }
        }
        return 0;
    }

    /// Of a process that was killed while it practised.
    private static void deleteLeftOvers(Path dataDir) throws IOException {
        try (var found = Files.newDirectoryStream(dataDir, PREFIX + "*")) {
            for (var folder : found) delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException failure) {
            LOG.warn("Cannot delete {}", folder, failure);
        }
    }
}
