package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What two nodes of a cluster hold of a call, by their metrics: while it rings an entity on one of
/// them and a copy of its INVITE on the other; the entity alone when it is up, and when it is over,
/// for as long as its BYE may come again.
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
final class HoldingsTest {
    private static final Map<String, Long> NOTHING =
            Map.of(
                    "sip_calls_active", 0L,
                    "sip_call_entities", 0L,
                    "sip_invite_copies", 0L,
                    "sip_handover_states", 0L);
    private static final String NETWORK = "127.0.96.";

    @TempDir Path folder;
    private final List<Server> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        for (var node : nodes.reversed()) node.stop(Duration.ZERO);
    }

    private Server start(int number) throws Exception {
        var address = NETWORK + number;
        var settings = new HashMap<String, String>();
        settings.put("carillon.cluster.listen", address + ":7355");
        settings.put("carillon.cluster.seeds.0", NETWORK + "1:7355");
        settings.put("carillon.secret", "a secret that only tests share");
        settings.put("carillon.listen.udp", address + ":0");
        settings.put("carillon.listen.tcp", address + ":0");
        settings.put("carillon.http.listen", address + ":0");
        var node = OpenServer.start("node-" + number, folder, settings);
        nodes.add(node);
        return node;
    }

    /// Of both nodes together.
    private Map<String, Long> holdings() throws Exception {
        var sums = new HashMap<String, Long>();
        for (var node : nodes) {
            for (var line : metrics(node).lines().toList()) {
                int end = line.indexOf(' ');
                var name = line.substring(0, end);
                if (NOTHING.containsKey(name)) {
                    sums.merge(name, Long.parseLong(line.substring(end + 1)), Long::sum);
                }
            }
        }
        return sums;
    }

    private static String metrics(Server node) throws Exception {
        var at = node.httpAddress().orElseThrow();
        var uri = "http://" + at.getAddress().getHostAddress() + ":" + at.getPort() + "/metrics";
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(uri)).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private void await(Map<String, Long> expected) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holdings().equals(expected) && System.nanoTime() < until) Thread.sleep(50);
        assertThat(holdings()).isEqualTo(expected);
    }

    private void await(long calls, long entities, long copies) throws Exception {
        var expected = new HashMap<>(NOTHING);
        expected.put("sip_calls_active", calls);
        expected.put("sip_call_entities", entities);
        expected.put("sip_invite_copies", copies);
        await(expected);
    }

    @Test
    void aCallIsHeldByTwoNodesWhileItRingsAndByOneUntilItCannotComeAgain() throws Exception {
        start(1);
        var second = start(2);
        await(NOTHING);
        try (var alice = Phone.overTcp("alice", OpenServer.tcp(second));
                var bob = Phone.overUdp("bob", OpenServer.udp(second))) {
            // By his address: shards with registrations may still be moving.
            alice.call("bob", bob.address(), "held-1");
            var invite = bob.asked("INVITE");
            bob.answer(invite, 180);
            alice.answer("180");
            await(0, 1, 1);

            bob.answer(invite, 200);
            var accepted = alice.answer("200");
            alice.within("ACK", accepted);
            bob.asked("ACK");
            await(1, 1, 0);

            alice.within("BYE", accepted);
            bob.answer(bob.asked("BYE"), 200);
            alice.answer("200");
            await(0, 1, 0);
        }
    }
}
