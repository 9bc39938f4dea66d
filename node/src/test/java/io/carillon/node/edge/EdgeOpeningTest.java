package io.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.node.ops.Metrics;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The ports of an edge from the moment it has them until it serves.
class EdgeOpeningTest {
    private final BlockingQueue<SipMessage> received = new LinkedBlockingQueue<>();
    private final Inlet inlet =
            new Inlet() {
                @Override
                public void received(SipMessage message, Flow flow) {
                    received.add(message);
                }

                @Override
                public void malformed(ParseFailure failure, Flow flow) {}
            };

    private final Loops loops = Loops.start("opening", 1);

    @AfterEach
    void stop() {
        loops.close();
    }

    private Edge edge(Transport transport, InetSocketAddress bind) throws BindFailure {
        var key = "carillon.listen." + transport.parameter();
        var address = new EdgeSettings.Address(key, transport, bind, "127.0.0.1", -1);
        var patience = Duration.ofSeconds(2);
        return Edge.bind(
                new EdgeSettings(List.of(address), 1 << 20, 10, patience, patience, patience),
                loops,
                new Metrics());
    }

    private static Socket connected(Edge edge) throws Exception {
        int port = edge.listeners().getFirst().port();
        return new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
    void whoConnectsIsRefusedUntilItIsOpen(String host) throws Exception {
        try (var edge = edge(Transport.TCP, any(host))) {
            assertThatThrownBy(() -> connected(edge)).isInstanceOf(ConnectException.class);
            edge.receive("edge", inlet);
            assertThatThrownBy(() -> connected(edge)).isInstanceOf(ConnectException.class);
            edge.open("edge", inlet);
            try (var socket = connected(edge)) {
                assertThat(socket.isConnected()).isTrue();
            }
        }
    }

    private static InetSocketAddress any(String host) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), 0);
    }

    /// Sends an OPTIONS.
    private static DatagramSocket asking(Edge edge) throws Exception {
        var to = edge.listeners().getFirst();
        var loopback = to.bound().getAddress() instanceof Inet6Address ? "::1" : "127.0.0.1";
        var socket = new DatagramSocket();
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(loopback), to.port()));
        socket.setSoTimeout(300);
        var octets =
                """
                OPTIONS sip:example.com SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-1
                From: <sip:a@example.com>;tag=a
                To: <sip:example.com>
                Call-ID: opening
                CSeq: 1 OPTIONS
                Content-Length: 0

                """
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        socket.send(new DatagramPacket(octets, octets.length));
        return socket;
    }

    private static void hear(DatagramSocket socket) throws Exception {
        try (socket) {
            socket.receive(new DatagramPacket(new byte[1], 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1", "::"})
    void whoSendsADatagramIsRefusedUntilItIsKept(String host) throws Exception {
        try (var edge = edge(Transport.UDP, any(host))) {
            assertThatThrownBy(() -> hear(asking(edge)))
                    .isInstanceOf(PortUnreachableException.class);
            edge.keep();
            var kept = asking(edge);
            assertThatThrownBy(() -> hear(kept)).isInstanceOf(SocketTimeoutException.class);
            assertThat(received).isEmpty();

            edge.open("edge", inlet);
            assertThat(received.poll(5, TimeUnit.SECONDS)).isNotNull();
            asking(edge).close();
            assertThat(received.poll(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(received).isEmpty();
        }
    }

    @Test
    void aPortThatDatagramsGoToIsNotTakenTwice() throws Exception {
        try (var first = edge(Transport.UDP, any("127.0.0.1"))) {
            var taken = first.listeners().getFirst().bound();
            assertThatThrownBy(() -> edge(Transport.UDP, taken)).isInstanceOf(BindFailure.class);
            first.open("first", inlet);
            assertThatThrownBy(() -> edge(Transport.UDP, taken)).isInstanceOf(BindFailure.class);
        }
    }

    @Test
    void aPortThatSomebodyListensOnIsFoundBeforeItIsOpened() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var taken = (InetSocketAddress) other.getLocalSocketAddress();
            assertThatThrownBy(() -> edge(Transport.TCP, taken)).isInstanceOf(BindFailure.class);
        }
    }

    @Test
    void theLaterOfTwoThatHaveTheSamePortIsToldWhenItOpens() throws Exception {
        try (var first = edge(Transport.TCP, any("127.0.0.1"));
                var second = edge(Transport.TCP, first.listeners().getFirst().bound())) {
            first.open("first", inlet);
            assertThatThrownBy(() -> second.open("second", inlet)).isInstanceOf(BindFailure.class);
        }
    }
}
