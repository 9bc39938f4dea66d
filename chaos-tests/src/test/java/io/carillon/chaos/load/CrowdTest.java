package io.carillon.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// A crowd before a registrar of a few lines that loses every third datagram, refuses every seventh
/// user once, and forgets the users it is told to.
@Execution(ExecutionMode.CONCURRENT)
class CrowdTest {
    private final InetAddress host = InetAddress.getLoopbackAddress();
    private final Map<String, String> bound = new ConcurrentHashMap<>();
    private final Map<String, Boolean> refused = new ConcurrentHashMap<>();
    private DatagramSocket registrar;
    private int received;

    @BeforeEach
    void open() throws IOException {
        registrar = new DatagramSocket(0, host);
        Thread.ofPlatform().daemon().start(this::serve);
    }

    @AfterEach
    void close() {
        registrar.close();
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[2000], 2000);
        while (!registrar.isClosed()) {
            try {
                packet.setLength(2000);
                registrar.receive(packet);
                var text =
                        new String(
                                packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
                if (++received % 3 != 0) {
                    var answer = answer(text).getBytes(StandardCharsets.US_ASCII);
                    registrar.send(
                            new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private String answer(String request) {
        var user = request.replaceFirst("(?s).*From: <sip:(a\\d+)@.*", "$1");
        int number = Integer.parseInt(user.substring(1));
        boolean turnedAway = number % 7 == 0 && refused.putIfAbsent(user, true) == null;
        var lines = new ArrayList<String>();
        lines.add("SIP/2.0 " + (turnedAway ? "503 Service Unavailable" : "200 OK"));
        for (var line : request.split("\r\n", -1)) {
            if (line.matches("(Via|From|To|Call-ID|CSeq):.*")) {
                lines.add(line.startsWith("To:") ? line + ";tag=x" : line);
            } else if (line.startsWith("Contact:") && !turnedAway) {
                bound.put(user, line);
            }
        }
        if (bound.containsKey(user) && !turnedAway) {
            lines.add(bound.get(user) + ";expires=7200");
        }
        return String.join("\r\n", lines) + "\r\nContent-Length: 0\r\n\r\n";
    }

    @Test
    void everyUserIsAnsweredAndWhoIsForgottenIsCounted() {
        var at = (InetSocketAddress) registrar.getLocalSocketAddress();
        try (var crowd = new Crowd(List.of(at, at), host, "example.com")) {
            var registered = crowd.register(IntStream.range(0, 70), 20, 100_000, _ -> {});
            bound.remove("a3");
            bound.remove("a50");
            var asked = crowd.ask(IntStream.range(0, 60), 10, 100_000, _ -> {});

            assertThat(registered.users()).isEqualTo(70);
            assertThat(registered.lost()).isZero();
            assertThat(registered.unanswered()).isZero();
            assertThat(registered.refused()).isEqualTo(Map.of(503, 10));
            assertThat(registered.percentile(100)).isGreaterThanOrEqualTo(500);
            assertThat(asked.users()).isEqualTo(60);
            assertThat(asked.lost()).isEqualTo(2);
            assertThat(asked.micros()).hasSize(60);
        }
    }

    @Test
    void aRateIsKept() {
        var at = (InetSocketAddress) registrar.getLocalSocketAddress();
        try (var crowd = new Crowd(List.of(at), host, "example.com")) {
            var asked = crowd.ask(IntStream.of(1, 2, 4), 1, 4, _ -> {});

            assertThat(asked.seconds()).isGreaterThanOrEqualTo(0.5);
        }
    }
}
