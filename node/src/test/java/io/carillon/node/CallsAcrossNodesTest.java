package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.node.config.NodeConfig;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A core without sockets and two edges without entities, each a server of its own: whatever comes
/// in by one edge is decided on the core and may leave by the other.
@Timeout(60)
final class CallsAcrossNodesTest {
    private static final String CORE = "127.0.91.1";
    private static final List<Server> STARTED = new ArrayList<>();
    @TempDir static Path folder;
    private static Server first;
    private static Server second;

    @BeforeAll
    static void start() throws Exception {
        server(CORE, "core");
        first = server("127.0.92.1", "edge");
        second = server("127.0.92.2", "edge");
    }

    @AfterAll
    static void stop() {
        for (var server : STARTED.reversed()) server.stop(Duration.ZERO);
    }

    private static Server server(String address, String role) throws Exception {
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
                                CORE + ":7355",
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
        STARTED.add(server);
        return server;
    }

    private static InetSocketAddress socket(Server server, Transport transport) {
        return server.listeners().stream()
                .filter(each -> each.transport() == transport)
                .findFirst()
                .orElseThrow()
                .bound();
    }

    @Test
    void aCallComesInByOneEdgeAndLeavesByTheConnectionOfAnother() throws Exception {
        try (var bob = Phone.overTcp("bob", socket(first, Transport.TCP));
                var alice = Phone.overUdp("alice", socket(second, Transport.UDP))) {
            bob.register("example.com");
            alice.call("bob", "example.com", "across-1");

            var invite = bob.asked("INVITE");
            assertThat(invite.topVia().host()).isEqualTo("127.0.92.1");
            assertThat(invite.headers().values(HeaderName.RECORD_ROUTE)).hasSize(2);
            bob.answer(invite, 180);
            alice.answer("180");
            bob.answer(invite, 200);
            var accepted = alice.answer("200");
            alice.within("ACK", accepted);
            bob.asked("ACK");
            alice.within("BYE", accepted);
            bob.answer(bob.asked("BYE"), 200);
            alice.answer("200");
        }
    }

    @Test
    void theCalleeHangsUpAcrossTheSameEdges() throws Exception {
        try (var carol = Phone.overUdp("carol", socket(first, Transport.UDP));
                var alice = Phone.overTcp("alice", socket(second, Transport.TCP))) {
            carol.register("example.com");
            alice.call("carol", "example.com", "across-2");
            var invite = carol.asked("INVITE");
            carol.answer(invite, 200);
            var accepted = alice.answer("200");
            alice.within("ACK", accepted);
            carol.asked("ACK");
            carol.back("BYE", invite);
            alice.answer(alice.asked("BYE"), 200);
            carol.answer("200");
        }
    }

    @Test
    void aRequestOverAConnectionIsAnsweredOnceAlthoughTheEdgeWouldRepeatIt() throws Exception {
        try (var dave = Phone.overTcp("dave", socket(first, Transport.TCP))) {
            dave.register("example.com");
            dave.call("nobody", "example.com", "across-3");
            dave.answer("404");
        }
    }
}
