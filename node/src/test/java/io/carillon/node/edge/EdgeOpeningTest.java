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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/// The ports of an edge from the moment it has them until it serves.
class EdgeOpeningTest {
    private static final Inlet NOBODY =
            new Inlet() {
                @Override
                public void received(SipMessage message, Flow flow) {}

                @Override
                public void malformed(ParseFailure failure, Flow flow) {}
            };

    private final Loops loops = Loops.start("opening", 1);

    @AfterEach
    void stop() {
        loops.close();
    }

    private Edge edge(InetSocketAddress bind) throws BindFailure {
        var address =
                new EdgeSettings.Address(
                        "carillon.listen.tcp", Transport.TCP, bind, "127.0.0.1", -1);
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
        try (var edge = edge(new InetSocketAddress(InetAddress.ofLiteral(host), 0))) {
            assertThatThrownBy(() -> connected(edge)).isInstanceOf(ConnectException.class);
            edge.answer("edge", NOBODY);
            assertThatThrownBy(() -> connected(edge)).isInstanceOf(ConnectException.class);
            edge.open("edge", NOBODY);
            try (var socket = connected(edge)) {
                assertThat(socket.isConnected()).isTrue();
            }
        }
    }

    @Test
    void aPortThatSomebodyListensOnIsFoundBeforeItIsOpened() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var taken = (InetSocketAddress) other.getLocalSocketAddress();
            assertThatThrownBy(() -> edge(taken)).isInstanceOf(BindFailure.class);
        }
    }

    @Test
    void theLaterOfTwoThatHaveTheSamePortIsToldWhenItOpens() throws Exception {
        var any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        try (var first = edge(any);
                var second = edge(first.listeners().getFirst().bound())) {
            first.open("first", NOBODY);
            assertThatThrownBy(() -> second.open("second", NOBODY)).isInstanceOf(BindFailure.class);
        }
    }
}
