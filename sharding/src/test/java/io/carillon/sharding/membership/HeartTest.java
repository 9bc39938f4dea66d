package io.carillon.sharding.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Heart ports and links over real sockets.
class HeartTest {
    private static final byte[] KEY = new byte[32];
    private static final HeartSecurity PLAIN = new HeartSecurity(Optional.empty());

    private final List<Node> nodes = new ArrayList<>();

    /// None of those that the kernel gives to connections, which the nodes make many of.
    private final int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);

    /// A heart and what it said.
    private final class Node {
        final Peer peer;
        final Lease lease = Lease.none();
        final BlockingQueue<Peer> confirmed = new LinkedBlockingQueue<>();
        final Heart heart;

        Node(int number) throws IOException {
            peer = peer(number);
            heart =
                    new Heart(
                            peer,
                            HeartAddress.of(peer.address()),
                            KEY,
                            PLAIN,
                            lease,
                            (_, standing) -> new FormationAnswer.Looking(standing));
            heart.onConfirmed(confirmed::add);
            nodes.add(this);
        }

        void sees(Peer... members) {
            heart.membership(new Members(peer, List.of(members), Set.of()));
        }
    }

    private Peer peer(int number) {
        return new Peer("127.0.8." + number + ":" + port, number);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - until).as("in time").isNegative();
            Thread.sleep(5);
        }
    }

    private void threeThatSeeEachOther() throws Exception {
        for (int i = 1; i <= 3; i++) new Node(i);
        for (var node : nodes) node.sees(peer(1), peer(2), peer(3));
        for (var node : nodes) await(node.lease::mayAct);
    }

    @AfterEach
    void stop() {
        nodes.forEach(node -> node.heart.close());
    }

    @Test
    void nodesThatCountOnEachOtherMayAct() throws Exception {
        threeThatSeeEachOther();
    }

    @Test
    void whoIsNoMemberForTheOthersGetsNoLease() throws Exception {
        for (int i = 1; i <= 3; i++) new Node(i);
        nodes.get(0).sees(peer(1), peer(2));
        nodes.get(1).sees(peer(1), peer(2));
        nodes.get(2).sees(peer(1), peer(2), peer(3));
        await(nodes.get(1).lease::mayAct);
        assertThat(nodes.get(2).lease.mayAct()).isFalse();
    }

    @Test
    void aProcessWhoseSocketsAreResetAndRefuseIsGoneForTheMajority() throws Exception {
        for (int i = 1; i <= 2; i++) new Node(i);
        try (var third = new Puppet(peer(3), KEY)) {
            for (var node : nodes) node.sees(peer(1), peer(2), peer(3));
            await(() -> third.conversations() == 2);
            for (var node : nodes) await(node.lease::mayAct);
        }
        for (var node : nodes) {
            assertThat(node.confirmed.poll(5, TimeUnit.SECONDS)).isEqualTo(peer(3));
        }
        // By the echoes of the other; the first may have been those of the third.
        for (var node : nodes) await(node.lease::mayAct);
    }

    @Test
    void aProcessThatIsSilentIsNotGone() throws Exception {
        for (int i = 1; i <= 2; i++) new Node(i);
        try (var third = new Puppet(peer(3), KEY)) {
            for (var node : nodes) node.sees(peer(1), peer(2), peer(3));
            await(() -> third.conversations() == 2);
            third.sleep();
            Thread.sleep(2_500);
            for (var node : nodes) assertThat(node.confirmed).isEmpty();
        }
    }

    @Test
    void anotherProcessInItsPlaceMeansThatTheFirstIsGone() throws Exception {
        for (int i = 1; i <= 2; i++) new Node(i);
        var first = new Puppet(peer(3), KEY);
        for (var node : nodes) node.sees(peer(1), peer(2), peer(3));
        await(() -> first.conversations() == 2);
        first.close();
        try (var _ = new Puppet(new Peer(peer(3).address(), 33), KEY)) {
            for (var node : nodes) {
                assertThat(node.confirmed.poll(5, TimeUnit.SECONDS)).isEqualTo(peer(3));
            }
        }
    }

    @Test
    void whoNeverAnsweredIsNotAccused() throws Exception {
        for (int i = 1; i <= 2; i++) new Node(i);
        for (var node : nodes) node.sees(peer(1), peer(2), peer(3));
        for (var node : nodes) await(node.lease::mayAct);
        Thread.sleep(1_000);
        for (var node : nodes) assertThat(node.confirmed).isEmpty();
    }

    @Test
    void whoTakesLeaveIsNotAccused() throws Exception {
        threeThatSeeEachOther();
        nodes.get(2).heart.close();
        Thread.sleep(1_000);
        assertThat(nodes.get(0).confirmed).isEmpty();
        assertThat(nodes.get(1).confirmed).isEmpty();
    }

    @Test
    void aStrangerIsClosedAndGetsNoLease() throws Exception {
        var node = new Node(1);
        try (var socket = new Socket()) {
            socket.connect(HeartAddress.of(node.peer.address()));
            var in = socket.getInputStream();
            assertThatThrownBy(
                            () ->
                                    HeartChannel.call(
                                            in, socket.getOutputStream(), new byte[] {1}, 2))
                    .hasMessageContaining("secret");
        }
        try (var socket = new Socket()) {
            socket.connect(HeartAddress.of(node.peer.address()));
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(5_000);
            assertThat(end(socket.getInputStream())).isTrue();
        }
        assertThat(node.lease.mayAct()).isFalse();
    }

    @Test
    void manyStrangersThatSayNothingKeepNobodyOut() throws Exception {
        var node = new Node(1);
        var strangers = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 3 * HeartServer.MOST_STRANGERS; i++) {
                var socket = new Socket();
                socket.connect(HeartAddress.of(node.peer.address()), 5_000);
                strangers.add(socket);
            }
            strangers.getFirst().setSoTimeout(5_000);
            assertThat(end(strangers.getFirst().getInputStream())).isTrue();
            var asked = new SeedQuestion(peer(2), KEY, PLAIN).ask(node.peer.address(), true);
            assertThat(asked).isEqualTo(new FormationAnswer.Looking(true));
            strangers.getLast().setSoTimeout(2 * HeartServer.PROOF_MILLIS);
            assertThat(end(strangers.getLast().getInputStream())).isTrue();
        } finally {
            for (var socket : strangers) socket.close();
        }
    }

    private static boolean end(InputStream in) throws IOException {
        try {
            while (in.read() >= 0) {} // whatever it says first
        } catch (java.net.SocketException _) {
            return true; // reset
        }
        return true;
    }

    @Test
    void whoIsNotThereIsAbsentAndWhoDoesNotAnswerIsSilent() throws Exception {
        var question = new SeedQuestion(peer(1), KEY, PLAIN);
        assertThat(question.ask(peer(2).address(), true)).isEqualTo(new FormationAnswer.Absent());
        try (var silent = new ServerSocket()) {
            silent.bind(HeartAddress.of(peer(2).address()));
            assertThat(question.ask(peer(2).address(), true))
                    .isEqualTo(new FormationAnswer.Silent("does not answer"));
        }
    }

    @Test
    void theHeartPortIsAHundredAboveTheClusterPort() {
        assertThat(HeartAddress.of("127.0.0.1:7355"))
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 7455));
        assertThat(HeartAddress.of("[::1]:7355"))
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("::1"), 7455));
    }
}
