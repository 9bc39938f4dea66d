package io.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.sharding.flow.Outbound;
import io.carillon.sip.message.Request;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Connections: framing, keep-alive, reuse and limits, through real sockets.
class StreamEdgeTest {
    private EdgeFixture edge;

    @BeforeEach
    void open() throws IOException {
        edge = new EdgeFixture(Duration.ofMillis(600), Duration.ofMillis(400), 3);
    }

    @AfterEach
    void close() {
        edge.close();
    }

    private Socket connect() throws IOException {
        var bound = edge.listener(Transport.TCP).bound();
        var socket = new Socket(bound.getAddress(), bound.getPort());
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /// Reads up to the end of a message's headers.
    private static String receive(Socket socket) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int octet = socket.getInputStream().read();
            if (octet < 0) throw new IOException("closed after: " + text);
            text.append((char) octet);
        }
        return text.toString();
    }

    private static String options(String branch) {
        return EdgeFixture.options("TCP", "127.0.0.1;branch=z9hG4bK" + branch, "");
    }

    private static boolean isClosed(Socket socket) throws IOException {
        return socket.getInputStream().read() < 0;
    }

    @Test
    void messagesAreCutWhateverThePacketsAre() throws Exception {
        try (var phone = connect()) {
            var two = options("1") + options("2");
            for (int i = 0; i < two.length(); i += 97) {
                send(phone, two.substring(i, Math.min(two.length(), i + 97)));
                Thread.sleep(2);
            }
            assertThat(receive(phone)).startsWith("SIP/2.0 200").contains("z9hG4bK1");
            assertThat(receive(phone)).startsWith("SIP/2.0 200").contains("z9hG4bK2");
            assertThat(edge.next().flow().connection()).isPositive();
        }
    }

    @Test
    void aPingIsAnsweredWithOneLineBreak() throws Exception {
        try (var phone = connect()) {
            send(phone, "\r\n\r\n");
            assertThat(phone.getInputStream().readNBytes(2)).isEqualTo(new byte[] {'\r', '\n'});
            send(phone, options("1"));
            assertThat(receive(phone)).startsWith("SIP/2.0 200");
        }
    }

    @Test
    void requestsGoByTheConnectionThatIsOpenToTheirAddress() throws Exception {
        try (var phone = connect()) {
            send(phone, options("1"));
            receive(phone);
            var request = (Request) edge.next().message();
            var there = (InetSocketAddress) phone.getLocalSocketAddress();
            edge.outbound.send(
                    request,
                    new Hop.To("", new Destination(Transport.TCP, there)),
                    Outbound.Unreachable.IGNORED);
            assertThat(receive(phone)).startsWith("OPTIONS sip:example.com");
        }
    }

    @Test
    void aConnectionIsOpenedOnceAndUsedForAll() throws Exception {
        try (var server = new ServerSocket(0, 10, EdgeFixture.LOOPBACK)) {
            server.setSoTimeout(5_000);
            var request = someRequest();
            var there = new InetSocketAddress(EdgeFixture.LOOPBACK, server.getLocalPort());
            for (int i = 0; i < 20; i++) {
                edge.outbound.send(
                        request,
                        new Hop.To("", new Destination(Transport.TCP, there)),
                        Outbound.Unreachable.IGNORED);
            }
            try (var accepted = server.accept()) {
                accepted.setSoTimeout(5_000);
                for (int i = 0; i < 20; i++) assertThat(receive(accepted)).startsWith("OPTIONS");
                // What the peer sends on it comes in like on any other connection.
                send(accepted, options("back"));
                assertThat(receive(accepted)).startsWith("SIP/2.0 200");
            }
        }
    }

    @Test
    void aRefusedConnectionIsReported() throws Exception {
        int free;
        try (var server = new ServerSocket(0)) {
            free = server.getLocalPort();
        }
        // Many times: on loopback the refusal may come before the message has begun to wait for it.
        for (int i = 0; i < 200; i++) {
            var reason = new CompletableFuture<String>();
            edge.outbound.send(
                    someRequest(),
                    new Hop.To(
                            "",
                            new Destination(
                                    Transport.TCP,
                                    new InetSocketAddress(EdgeFixture.LOOPBACK, free))),
                    reason::complete);
            assertThat(reason.get(5, TimeUnit.SECONDS)).contains("refused");
        }
    }

    @Test
    void noMoreConnectionsAreOpenedThanAreAccepted() throws Exception {
        try (var server = new ServerSocket(0, 10, EdgeFixture.LOOPBACK);
                var one = connect();
                var two = connect();
                var three = connect()) {
            for (var phone : List.of(one, two, three)) {
                send(phone, options("1"));
                receive(phone);
            }
            var there = new InetSocketAddress(EdgeFixture.LOOPBACK, server.getLocalPort());
            var reason = new CompletableFuture<String>();
            edge.outbound.send(
                    someRequest(),
                    new Hop.To("", new Destination(Transport.TCP, there)),
                    reason::complete);
            assertThat(reason.get(5, TimeUnit.SECONDS)).contains("too many connections");
            server.setSoTimeout(100);
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aFlowThatIsGoneIsReportedAndNotReplaced() throws Exception {
        io.carillon.sip.transport.Flow flow;
        try (var phone = connect()) {
            send(phone, options("1"));
            receive(phone);
            flow = edge.next().flow();
        }
        await(() -> !edge.edge.lives(flow));
        var reason = new CompletableFuture<String>();
        edge.outbound.send(someRequest(), new Hop.ByFlow(flow), reason::complete);
        assertThat(reason.get(5, TimeUnit.SECONDS)).contains("gone");
    }

    @Test
    void aResponseWhoseConnectionIsGoneGoesToItsHost() throws Exception {
        io.carillon.sip.transport.Flow flow;
        try (var phone = connect()) {
            send(phone, options("1"));
            receive(phone);
            flow = edge.next().flow();
        }
        await(() -> !edge.edge.lives(flow));
        try (var server = new ServerSocket(0, 10, EdgeFixture.LOOPBACK)) {
            server.setSoTimeout(5_000);
            var host =
                    new io.carillon.sip.transport.HostPort(
                            java.util.Optional.of(Transport.TCP),
                            "127.0.0.1",
                            server.getLocalPort());
            edge.outbound.send(
                    someRequest(), new Hop.ByFlowOr(flow, host), Outbound.Unreachable.IGNORED);
            try (var accepted = server.accept()) {
                accepted.setSoTimeout(5_000);
                assertThat(receive(accepted)).startsWith("OPTIONS");
            }
        }
    }

    @Test
    void whoSendsNothingIsClosed() throws Exception {
        try (var phone = connect()) {
            assertThat(isClosed(phone)).isTrue();
        }
    }

    @Test
    void whoDoesNotFinishAMessageIsClosed() throws Exception {
        try (var phone = connect()) {
            send(phone, options("1") + "OPTIONS sip:");
            receive(phone);
            long start = System.nanoTime();
            assertThat(isClosed(phone)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start).toMillis())
                    .isBetween(250L, 4_000L);
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        try (var phone = connect()) {
            send(phone, options("1"));
            receive(phone);
            assertThat(isClosed(phone)).isTrue();
        }
    }

    @Test
    void connectionsBeyondTheLimitAreClosedAtOnce() throws Exception {
        var open = new java.util.ArrayList<Socket>();
        try {
            for (int i = 0; i < 3; i++) {
                open.add(connect());
                send(open.getLast(), options("1"));
                receive(open.getLast());
            }
            open.add(connect());
            assertThatThrownBy(
                            () -> {
                                send(open.getLast(), options("1"));
                                receive(open.getLast());
                            })
                    .isInstanceOf(IOException.class);
            assertThat(edge.metrics.text()).contains("reason=\"connection_limit\"} 1");
        } finally {
            for (var each : open) each.close();
        }
    }

    @Test
    void aStreamThatCannotBeCutIsAnsweredAndClosed() throws Exception {
        try (var phone = connect()) {
            send(phone, options("1").replace("Content-Length: 0", "Content-Length: 70000"));
            assertThat(receive(phone)).startsWith("SIP/2.0 513");
            assertThat(isClosed(phone)).isTrue();
        }
    }

    @Test
    void addressesThatNoPeerHasAreRefused() throws Exception {
        for (var address : List.of("0.0.0.0", "255.255.255.255", "224.0.1.75", "127.0.0.1")) {
            int port = address.equals("127.0.0.1") ? 0 : 5060;
            var reason = new CompletableFuture<String>();
            edge.outbound.send(
                    someRequest(),
                    new Hop.To(
                            "",
                            new Destination(
                                    Transport.UDP,
                                    new InetSocketAddress(InetAddress.ofLiteral(address), port))),
                    reason::complete);
            assertThat(reason.get(1, TimeUnit.SECONDS)).contains("not an address");
        }
    }

    private static Request someRequest() {
        var octets = options("out").getBytes(StandardCharsets.ISO_8859_1);
        return (Request)
                new io.carillon.sip.codec.MessageParser(io.carillon.sip.codec.Limits.DEFAULT)
                        .parse(octets);
    }

    private static void await(java.util.function.BooleanSupplier condition)
            throws InterruptedException {
        for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) Thread.sleep(10);
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
