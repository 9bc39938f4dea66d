package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
import java.util.Map;

/// Goal: whichever node an operator asks, the answer is about the cluster.
///
/// Method: a core without sockets and two edges without entities; the edges are asked.
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
final class OperatorsAtAnyNodeTest {
    @TempDir static Path folder;
    private static CoreWithEdges nodes;

    @BeforeAll
    static void start() throws Exception {
        nodes = new CoreWithEdges(folder, 94, Map.of("carillon.http.listen", "127.0.0.1:0"));
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    private static HttpResponse<String> get(Server node, String path) throws Exception {
        var address = node.httpAddress().orElseThrow();
        var uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void aCallIsSeenFromEveryNode() throws Exception {
        try (var bob = Phone.overTcp("bob", OpenServer.tcp(nodes.first));
                var alice = Phone.overUdp("alice", OpenServer.udp(nodes.second))) {
            bob.register("example.com");
            alice.call("bob", "example.com", "seen-1");
            var invite = bob.asked("INVITE");
            bob.answer(invite, 200);
            var accepted = alice.answer("200");
            alice.within("ACK", accepted);
            bob.asked("ACK");

            for (var edge : new Server[] {nodes.first, nodes.second}) {
                assertThat(get(edge, "/api/calls").body())
                        .contains("\"call-id\":\"seen-1\"")
                        .contains("\"unanswered\":[]");
                assertThat(get(edge, "/api/calls/seen-1").body()).contains("sip:bob@example.com");
                assertThat(get(edge, "/api/calls/seen-2").statusCode()).isEqualTo(404);
            }
            alice.within("BYE", accepted);
            bob.answer(bob.asked("BYE"), 200);
            alice.answer("200");
            assertThat(get(nodes.first, "/api/calls/seen-1").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whoIsRegisteredIsListedByANodeWithoutJournal() throws Exception {
        try (var carol = Phone.overTcp("carol", OpenServer.tcp(nodes.first))) {
            carol.register("example.com");

            assertThat(get(nodes.second, "/api/registrations").body())
                    .contains("\"aor\":\"carol@example.com\"");
            assertThat(get(nodes.second, "/api/accounts").statusCode()).isEqualTo(200);
        }
    }
}
