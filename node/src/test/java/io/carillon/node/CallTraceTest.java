package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A call across a core and two edges, as each of them tells it afterwards: where its messages came
/// in, who owned it, and where they left.
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
final class CallTraceTest {
    @TempDir Path folder;

    private static HttpResponse<String> trace(Server node, String callId) throws Exception {
        var at = node.httpAddress().orElseThrow();
        var uri = "http://127.0.0.1:%d/api/calls/%s/trace".formatted(at.getPort(), callId);
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(uri)).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    /// `event peer message` without branches.
    private static List<String> lines(Server node, String callId) throws Exception {
        var answer = trace(node, callId);
        assertThat(answer.statusCode()).isEqualTo(200);
        var lines = new ArrayList<String>();
        for (JsonNode line : new ObjectMapper().readTree(answer.body()).get("messages")) {
            var message = line.get("message").asText().replaceFirst("  z9hG4bK.*", "");
            lines.add(line.get("event").asText() + " " + line.get("peer").asText() + " " + message);
        }
        return lines;
    }

    @Test
    void eachNodeTellsWhatPassedIt() throws Exception {
        var settings =
                Map.of("carillon.message-trace", "1 MiB", "carillon.http.listen", "127.0.0.1:0");
        try (var nodes = new CoreWithEdges(folder, 98, settings);
                var bob = Phone.overTcp("bob", OpenServer.tcp(nodes.first));
                var alice = Phone.overUdp("alice", OpenServer.udp(nodes.second))) {
            bob.register("example.com");
            alice.call("bob", "example.com", "traced/1");
            var invite = bob.asked("INVITE");
            bob.answer(invite, 180);
            alice.answer("180");
            Phone.talk(alice, bob, invite);

            var from = "udp:" + alice.address();
            var to = "tcp:" + bob.address();
            assertThat(lines(nodes.second, "traced/1"))
                    .startsWith("received " + from + " 1 INVITE")
                    .containsSubsequence(
                            "sent " + from + " 180 (1 INVITE)",
                            "sent " + from + " 200 (1 INVITE)",
                            "received " + from + " 2 BYE",
                            "sent " + from + " 200 (2 BYE)")
                    .noneMatch(line -> line.startsWith("delivered") || line.startsWith("wanted"));
            assertThat(lines(nodes.first, "traced/1"))
                    .startsWith("sent " + to + " 1 INVITE")
                    .containsSubsequence(
                            "received " + to + " 180 (1 INVITE)",
                            "received " + to + " 200 (2 BYE)");
            var entry = "127.0.98.3:7355";
            var exit = "127.0.98.2:7355";
            assertThat(lines(nodes.core, "traced/1"))
                    .startsWith("delivered " + entry + " 1 INVITE")
                    .containsSubsequence(
                            "wanted " + exit + " 1 INVITE",
                            "delivered " + exit + " 180 (1 INVITE)",
                            "wanted " + entry + " 180 (1 INVITE)")
                    .noneMatch(line -> line.startsWith("received") || line.startsWith("sent"));
            assertThat(lines(nodes.first, "reg-bob")).isEmpty();
        }
    }

    @Test
    void unlessItIsGivenMemoryANodeHasNothingToTell() throws Exception {
        var server =
                OpenServer.start(
                        "untraced",
                        folder,
                        Map.of(
                                "carillon.listen.udp", "127.0.0.1:0",
                                "carillon.listen.tcp", "",
                                "carillon.http.listen", "127.0.0.1:0"));
        try {
            var answer = trace(server, "any");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("carillon.message-trace");
        } finally {
            server.stop();
        }
    }
}
