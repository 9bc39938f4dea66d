package io.carillon.chaos.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.server.ServerUnderTest;
import io.carillon.chaos.ua.UserAgent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What a trial finds left over on a node that runs: something while a telephone rings, though no
/// call is up yet; nothing when that is over; and, when the node is killed, that it does not say.
@Execution(ExecutionMode.CONCURRENT)
class LeftoversTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void anEntityIsFoundThatNoListOfCallsHas() throws InterruptedException {
        try (var server = ServerUnderTest.named("leftovers").open().start();
                var http = new Http();
                // Over TCP a refused call leaves nothing behind that would have to be repeated.
                var alice = UserAgent.overTcp(server.sip(), "alice", ServerUnderTest.DOMAIN);
                var bob = UserAgent.overTcp(server.sip(), "bob", ServerUnderTest.DOMAIN)) {
            var at = URI.create("http://127.0.0.1:" + server.http().getPort());
            var leftovers = new Leftovers(http, Map.of("node", at));
            assertThat(bob.register(600).status()).isEqualTo(200);
            assertThat(leftovers.await(SOON)).isEmpty();

            var call = alice.call(bob.address());
            var ringing = bob.expectCall(UserAgent.PATIENCE);
            ringing.ring();
            call.expect(180, UserAgent.PATIENCE);
            assertThat(leftovers.await(Duration.ZERO)).containsExactly("node: sip_call_entities 1");

            ringing.reject(486);
            call.expect(486, UserAgent.PATIENCE);
            assertThat(leftovers.await(SOON)).isEmpty();

            server.kill();
            assertThat(leftovers.await(Duration.ZERO)).containsExactly("node: does not answer");
        }
    }
}
