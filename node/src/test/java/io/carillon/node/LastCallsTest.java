package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.message.HeaderName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A node that is alone is stopped while a telephone rings.
@Timeout(60)
final class LastCallsTest {
    @TempDir Path folder;

    private Server alone() throws Exception {
        var sockets = Map.of("carillon.listen.udp", "127.0.0.1:0", "carillon.listen.tcp", "");
        return OpenServer.start("last-calls", folder, sockets);
    }

    @Test
    void whatRingsIsAnsweredAndWhatBeginsIsSentElsewhere() throws Exception {
        var server = alone();
        var address = OpenServer.udp(server);
        try (var alice = Phone.overUdp("alice", address);
                var bob = Phone.overUdp("bob", address);
                var carol = Phone.overUdp("carol", address)) {
            bob.register("example.com");
            alice.call("bob", "example.com", "last-1");
            var ringing = bob.asked("INVITE");
            bob.answer(ringing, 180);
            alice.answer("180");

            var stopped = CompletableFuture.runAsync(server::stop, Thread.ofPlatform()::start);
            carol.callUntilAnswered("503", "nobody", "example.com", "soon");
            carol.call("bob", "example.com", "last-2");
            var refusal = carol.answer("503");
            assertThat(refusal.callId()).isEqualTo("last-2");
            assertThat(refusal.headers().value(HeaderName.RETRY_AFTER)).contains("5");
            assertThat(stopped).isNotDone();

            bob.answer(ringing, 200);
            alice.within("ACK", alice.answer("200"));
            bob.asked("ACK");
            stopped.get(30, TimeUnit.SECONDS);
        }
    }
}
