package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.node.config.NodeConfig;
import io.carillon.sip.message.HeaderName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A node that is alone is stopped while a telephone rings.
@Timeout(60)
final class LastCallsTest {
    @TempDir Path folder;

    private Server alone() throws Exception {
        var settings = new HashMap<String, String>();
        settings.putAll(
                Map.of(
                        "carillon.domains.0",
                        "example.com",
                        "carillon.loops.loops",
                        "last-calls",
                        "carillon.edge.loops",
                        "1",
                        "carillon.auth",
                        "none",
                        "carillon.relay",
                        "any",
                        "carillon.http.listen",
                        "",
                        "carillon.listen.udp",
                        "127.0.0.1:0",
                        "carillon.listen.tcp",
                        "",
                        "carillon.data-dir",
                        folder.toString()));
        return Server.start(NodeConfig.load(Optional.empty(), settings));
    }

    @Test
    void whatRingsIsAnsweredAndWhatBeginsIsSentElsewhere() throws Exception {
        var server = alone();
        var address = CoreWithEdges.udp(server);
        try (var alice = Phone.overUdp("alice", address);
                var bob = Phone.overUdp("bob", address);
                var carol = Phone.overUdp("carol", address)) {
            bob.register("example.com");
            alice.call("bob", "example.com", "last-1");
            var ringing = bob.asked("INVITE");
            bob.answer(ringing, 180);
            alice.answer("180");

            var stopped = CompletableFuture.runAsync(server::stop, Thread.ofPlatform()::start);
            Thread.sleep(500);
            carol.call("bob", "example.com", "last-2");
            var refusal = carol.answer("503");
            assertThat(refusal.headers().value(HeaderName.RETRY_AFTER)).contains("5");
            assertThat(stopped).isNotDone();

            bob.answer(ringing, 200);
            alice.within("ACK", alice.answer("200"));
            bob.asked("ACK");
            stopped.get(30, TimeUnit.SECONDS);
        }
    }
}
