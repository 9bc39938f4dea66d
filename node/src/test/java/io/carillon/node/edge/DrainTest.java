package io.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.sharding.flow.Outbound;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.codec.MessageWriter;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// How an edge lets go of what it has, through real sockets.
@Timeout(30)
final class DrainTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private EdgeFixture edge;

    @BeforeEach
    void open() throws IOException {
        edge = new EdgeFixture("a:7355", Duration.ofMinutes(1), Duration.ofMinutes(1), 100);
    }

    @AfterEach
    void close() {
        edge.close();
    }

    private CompletableFuture<Boolean> drain(Duration patience) {
        return CompletableFuture.supplyAsync(
                () -> edge.edge.drain(patience), Thread.ofPlatform()::start);
    }

    private Socket connect() throws IOException {
        var bound = edge.listener(Transport.TCP).bound();
        var socket = new Socket(bound.getAddress(), bound.getPort());
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static String message(String method, String transport, String branch) {
        var via = "127.0.0.1:5070;rport;branch=z9hG4bK" + branch;
        return EdgeFixture.options(transport, via, "").replace("OPTIONS", method);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String receive(Socket socket) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int octet = socket.getInputStream().read();
            if (octet < 0) throw new IOException("closed after: " + text);
            text.append((char) octet);
        }
        return text.toString();
    }

    private static void assertClosed(Socket socket) throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    private void assertOpen(EdgeFixture.Seen seen) {
        assertThat(edge.edge.lives(seen.flow())).isTrue();
    }

    private void answer(EdgeFixture.Seen seen, int status) {
        edge.outbound.send(
                Response.to((Request) seen.message(), status, "tag"),
                new Hop.ByFlow(seen.flow()),
                Outbound.Unreachable.IGNORED);
    }

    private static void await(BooleanSupplier condition) throws Exception {
        for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) Thread.sleep(10);
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void anEdgeWithoutConnectionsIsDoneAtOnce() {
        long began = System.nanoTime();
        assertThat(edge.edge.drain(PATIENCE)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aConnectionThatRestsIsClosedAndOneWithAnOpenInviteWhenItIsAnswered() throws Exception {
        try (var resting = connect();
                var calling = connect()) {
            send(resting, message("OPTIONS", "TCP", "1"));
            assertThat(receive(resting)).startsWith("SIP/2.0 200");
            edge.next();
            edge.answering = false;
            send(calling, message("INVITE", "TCP", "2"));
            var invite = edge.next();
            answer(invite, 180);
            assertThat(receive(calling)).startsWith("SIP/2.0 180");

            var drained = drain(PATIENCE);
            assertClosed(resting);
            Thread.sleep(700);
            assertOpen(invite);
            assertThat(drained).isNotDone();

            answer(invite, 200);
            assertThat(receive(calling)).startsWith("SIP/2.0 200");
            send(calling, message("ACK", "TCP", "3"));
            assertThat(edge.next().message()).isInstanceOf(Request.class);
            assertClosed(calling);
            assertThat(drained.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aConnectionThatNeverRestsForLongIsTakenInOneOfItsPauses() throws Exception {
        try (var trunk = connect()) {
            send(trunk, message("OPTIONS", "TCP", "0"));
            receive(trunk);
            var drained = drain(Duration.ofSeconds(3));
            assertThatThrownBy(
                            () -> {
                                for (int i = 1; i < 40; i++) {
                                    Thread.sleep(100);
                                    send(trunk, message("OPTIONS", "TCP", "" + i));
                                    receive(trunk);
                                }
                            })
                    .isInstanceOf(IOException.class);
            assertThat(drained.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aPhoneThatRingsKeepsItsConnectionUntilItHasAnswered() throws Exception {
        edge.answering = false;
        try (var called = connect()) {
            send(called, message("OPTIONS", "TCP", "1"));
            var flow = edge.next().flow();
            var invite = request(message("INVITE", "TCP", "2"));
            edge.outbound.send(invite, new Hop.ByFlow(flow), Outbound.Unreachable.IGNORED);
            assertThat(receive(called)).startsWith("INVITE");

            var drained = drain(PATIENCE);
            Thread.sleep(1_000);
            assertThat(edge.edge.lives(flow)).isTrue();
            var busy = Response.to(invite, 486, "b1");
            called.getOutputStream().write(MessageWriter.bytes(busy));
            assertThat(edge.next().message()).isInstanceOf(Response.class);
            assertClosed(called);
            assertThat(drained.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Request request(String text) {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return (Request) new MessageParser(Limits.DEFAULT).parse(octets);
    }

    @Test
    void nobodyConnectsAnyMoreAndDatagramsGoOn() throws Exception {
        edge.answering = false;
        try (var phone = new DatagramSocket(0, EdgeFixture.LOOPBACK)) {
            phone.setSoTimeout(5_000);
            send(phone, message("INVITE", "UDP", "1"));
            var invite = edge.next();
            var drained = drain(PATIENCE);
            await(this::isRefused);
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);

            answer(invite, 180);
            assertThat(receive(phone)).startsWith("SIP/2.0 180");
            assertThat(drained).isNotDone();
            answer(invite, 200);
            assertThat(receive(phone)).startsWith("SIP/2.0 200");
            assertThat(drained.get(5, TimeUnit.SECONDS)).isTrue();

            edge.answering = true;
            send(phone, message("OPTIONS", "UDP", "2"));
            assertThat(receive(phone)).startsWith("SIP/2.0 200");
        }
    }

    private boolean isRefused() {
        try (var _ = connect()) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private void send(DatagramSocket socket, String text) throws IOException {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        socket.send(
                new DatagramPacket(octets, octets.length, edge.listener(Transport.UDP).bound()));
    }

    private static String receive(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void connectionsThatWeOpenedGoTooAndAreOpenedAgainForWhatIsToBeSent() throws Exception {
        try (var server = new ServerSocket(0, 10, EdgeFixture.LOOPBACK)) {
            server.setSoTimeout(5_000);
            var there = new InetSocketAddress(EdgeFixture.LOOPBACK, server.getLocalPort());
            var hop = new Hop.To("", new Destination(Transport.TCP, there));
            var options = request(message("OPTIONS", "TCP", "1"));
            edge.outbound.send(options, hop, Outbound.Unreachable.IGNORED);
            try (var accepted = server.accept()) {
                accepted.setSoTimeout(5_000);
                assertThat(receive(accepted)).startsWith("OPTIONS");
                assertThat(edge.edge.drain(PATIENCE)).isTrue();
                assertClosed(accepted);
            }
            edge.outbound.send(options, hop, Outbound.Unreachable.IGNORED);
            try (var accepted = server.accept()) {
                accepted.setSoTimeout(5_000);
                assertThat(receive(accepted)).startsWith("OPTIONS");
            }
        }
    }

    @Test
    void manyThatRestAreNotClosedInTheSameMoment() throws Exception {
        var phones = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 80; i++) phones.add(connect());
            for (var phone : phones) {
                send(phone, message("OPTIONS", "TCP", "1"));
                receive(phone);
            }
            Thread.sleep(600);
            long began = System.nanoTime();
            assertThat(edge.edge.drain(PATIENCE)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(3_500), Duration.ofSeconds(9));
            for (var phone : phones) assertClosed(phone);
        } finally {
            for (var phone : phones) phone.close();
        }
    }

    @Test
    void whatIsNotAnsweredIsNotWaitedForWithoutEnd() throws Exception {
        edge.answering = false;
        try (var calling = connect()) {
            send(calling, message("INVITE", "TCP", "1"));
            edge.next();
            assertThat(edge.edge.drain(Duration.ofMillis(300))).isFalse();
            var again = drain(PATIENCE);
            edge.edge.close();
            assertClosed(calling);
            assertThat(again.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anInviteWhoseConnectionIsGoneIsNotWaitedFor() throws Exception {
        edge.answering = false;
        try (var calling = connect()) {
            send(calling, message("INVITE", "TCP", "1"));
            edge.next();
        }
        assertThat(edge.edge.drain(PATIENCE)).isTrue();
    }
}
