package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// An edge that has started and has no cluster yet.
class StartingEdgeTest {
    @TempDir Path folder;

    @Test
    @Timeout(120)
    void itHasItsPortsAndRefusesWhoeverComesUntilItServes() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = Math.min(free.getLocalPort(), 65_000);
        }
        try (var edge = new NodeProcess(folder, 2, 1, port, List.of("edge"))) {
            while (!isTaken(edge.sip())) {
                assertThat(edge.process().isAlive()).as(edge.output()).isTrue();
                Thread.sleep(50);
            }
            assertThatThrownBy(() -> send(edge.sip())).isInstanceOf(PortUnreachableException.class);
            assertThatThrownBy(() -> Phone.overTcp("tim", edge.sip()))
                    .isInstanceOf(ConnectException.class);
            while (!edge.get("/health/ready").contains("joins the cluster")) {
                assertThat(edge.process().isAlive()).as(edge.output()).isTrue();
                Thread.sleep(50);
            }
            assertThat(edge.get("/health/live")).contains("up");
            assertThat(edge.get("/api/calls")).contains("\"Starting\"");

            try (var core = new NodeProcess(folder, 1, 1, port, List.of("core"))) {
                while (!edge.isReady()) {
                    assertThat(core.process().isAlive()).as(core.output()).isTrue();
                    Thread.sleep(50);
                }
                try (var phone = Phone.overUdp("ulla", edge.sip())) {
                    phone.call("nobody", "localhost", "call-1");
                    phone.answer("4");
                }
                Phone.overTcp("tim", edge.sip()).close();
            }
        }
    }

    /// The check before the start takes the ports, too, and lets them go again.
    private static boolean isTaken(InetSocketAddress address) throws Exception {
        for (int i = 0; i < 10; i++) {
            try (var socket = new DatagramSocket(null)) {
                socket.setReuseAddress(false);
                socket.bind(address);
                return false;
            } catch (BindException _) {
                Thread.sleep(20);
            }
        }
        return true;
    }

    private static void send(InetSocketAddress to) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(to);
            socket.setSoTimeout(2_000);
            socket.send(new DatagramPacket("OPTIONS".getBytes(StandardCharsets.US_ASCII), 7));
            socket.receive(new DatagramPacket(new byte[1], 1));
        }
    }
}
