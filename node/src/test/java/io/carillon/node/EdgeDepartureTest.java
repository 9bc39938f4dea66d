package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One of two edges is stopped while telephones ring over it, rest, and call.
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("EdgeDepartureTest") // its own tests in turn
final class EdgeDepartureTest {
    @TempDir Path folder;
    private CoreWithEdges nodes;

    @BeforeEach
    void start() throws Exception {
        nodes = new CoreWithEdges(folder, 93);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private CompletableFuture<Void> stopFirst() {
        return CompletableFuture.runAsync(
                () -> nodes.stop(nodes.first), Thread.ofPlatform()::start);
    }

    private Phone overTcp(String user) throws Exception {
        return Phone.overTcp(user, OpenServer.tcp(nodes.first));
    }

    private void awaitRefusal() throws Exception {
        var address = OpenServer.tcp(nodes.first);
        for (int i = 0; i < 500; i++) {
            try (var _ = new Socket(address.getAddress(), address.getPort())) {
                Thread.sleep(10);
            } catch (ConnectException _) {
                return;
            }
        }
        throw new AssertionError("still accepts");
    }

    @Test
    void whatRingsIsAnsweredThroughTheEdgeThatLeavesAndWhatBeginsGoesByTheOther() throws Exception {
        try (var bob = overTcp("bob");
                var alice = Phone.overUdp("alice", OpenServer.udp(nodes.first));
                var carol = Phone.overUdp("carol", OpenServer.udp(nodes.first));
                var dave = Phone.overUdp("dave", OpenServer.udp(nodes.second))) {
            bob.register("example.com");
            carol.register("example.com");
            alice.call("bob", "example.com", "leaving-1");
            var ringing = bob.asked("INVITE");
            bob.answer(ringing, 180);
            alice.answer("180");

            var stopped = stopFirst();
            awaitRefusal();
            // What it has said to the core node comes by a connection that may have to be opened.
            carol.callUntilAnswered("503", "nobody", "example.com", "soon");
            carol.call("bob", "example.com", "leaving-2");
            assertThat(carol.answer("503").callId()).isEqualTo("leaving-2");
            dave.call("carol", "example.com", "leaving-3");
            var invite = carol.asked("INVITE");
            assertThat(invite.topVia().host()).isEqualTo("127.0.93.3");
            carol.answer(invite, 486);
            dave.answer("486");

            assertThatThrownBy(() -> stopped.get(1_500, TimeUnit.MILLISECONDS))
                    .as("it waits for bob")
                    .isInstanceOf(TimeoutException.class);
            bob.answer(ringing, 200);
            var accepted = alice.answer("200");
            alice.within("ACK", accepted);
            bob.asked("ACK");
            bob.hungUp();
            stopped.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aCallWaitsForThePhoneThatTheEdgeHasSentAway() throws Exception {
        try (var bob = overTcp("bob");
                var carol = overTcp("carol");
                var alice = Phone.overUdp("alice", OpenServer.udp(nodes.second))) {
            bob.register("example.com");
            carol.register("example.com");
            alice.call("carol", "example.com", "waiting-1");
            var ringing = carol.asked("INVITE");
            carol.answer(ringing, 180);
            alice.answer("180");

            var stopped = stopFirst();
            bob.hungUp();
            alice.call("bob", "example.com", "waiting-2");
            alice.answer("100");
            alice.waits(300);
            try (var again = Phone.overTcp("bob", OpenServer.tcp(nodes.second))) {
                again.register("example.com");
                var invite = again.asked("INVITE");
                again.answer(invite, 200);
                var accepted = alice.answer("200");
                assertThat(accepted.callId()).isEqualTo("waiting-2");
                assertThat(stopped).isNotDone();
            }
            carol.answer(ringing, 200);
            alice.answer("200");
            stopped.get(30, TimeUnit.SECONDS);
        }
    }
}
