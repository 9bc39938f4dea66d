package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.message.HeaderName;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// A core without sockets and two edges without entities, each a server of its own: whatever comes
/// in by one edge is decided on the core and may leave by the other.
@Timeout(60)
final class CallsAcrossNodesTest {
    @TempDir static Path folder;
    private static CoreWithEdges nodes;

    @BeforeAll
    static void start() throws Exception {
        nodes = new CoreWithEdges(folder, 91);
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void aCallComesInByOneEdgeAndLeavesByTheConnectionOfAnother() throws Exception {
        try (var bob = Phone.overTcp("bob", OpenServer.tcp(nodes.first));
                var alice = Phone.overUdp("alice", OpenServer.udp(nodes.second))) {
            bob.register("example.com");
            alice.call("bob", "example.com", "across-1");

            var invite = bob.asked("INVITE");
            assertThat(invite.topVia().host()).isEqualTo("127.0.91.2");
            assertThat(invite.headers().values(HeaderName.RECORD_ROUTE)).hasSize(2);
            bob.answer(invite, 180);
            alice.answer("180");
            Phone.talk(alice, bob, invite);
        }
    }

    @Test
    void theCalleeHangsUpAcrossTheSameEdges() throws Exception {
        try (var carol = Phone.overUdp("carol", OpenServer.udp(nodes.first));
                var alice = Phone.overTcp("alice", OpenServer.tcp(nodes.second))) {
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
        try (var dave = Phone.overTcp("dave", OpenServer.tcp(nodes.first))) {
            dave.register("example.com");
            dave.call("nobody", "example.com", "across-3");
            dave.answer("404");
        }
    }
}
