package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.server.Checkout;
import io.carillon.chaos.server.ServerUnderTest;
import io.carillon.chaos.ua.UserAgent;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.codec.StreamFramer;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The messages of RFC 4475 and RFC 5118, which name the parser's verdict in the tests of `sip`,
/// are sent to a running node: it answers as the verdict says, logs a line at most for each, and
/// serves on.
///
/// Their Vias name hosts that are not us. So that an answer is seen, each is sent a second time
/// with a Via of ours on top, as a proxy would have forwarded it.
class TortureTest {
    private static final int ANSWER_MILLIS = 2000;
    private static final int QUIET_MILLIS = 100;

    private static ServerUnderTest server;
    private static Map<String, byte[]> messages;

    @BeforeAll
    static void startServer() throws IOException {
        messages = readMessages();
        // Closed to strangers: what is for foreign hosts must not leave this machine.
        server =
                ServerUnderTest.named("torture")
                        .set("carillon.auth", "none")
                        .set("carillon.relay", "none")
                        .start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private static Map<String, byte[]> readMessages() throws IOException {
        var folder = Checkout.root().resolve("sip/src/test/torture");
        Assumptions.assumeTrue(Files.isDirectory(folder), "no " + folder);
        try (var files = Files.walk(folder)) {
            var found = new TreeMap<String, byte[]>();
            for (var file : files.filter(TortureTest::isMessage).toList()) {
                found.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
            assertThat(found.size()).isGreaterThan(50);
            return found;
        }
    }

    private static boolean isMessage(Path file) {
        return file.toString().endsWith(".dat") || file.toString().endsWith(".sip");
    }

    /// What may be seen of the node's reaction.
    private enum Reaction {
        FINAL_ANSWER,
        SILENCE
    }

    private static Reaction expected(byte[] octets) {
        return switch (new MessageParser(Limits.DEFAULT).parse(octets)) {
            case ParseFailure failure ->
                    failure.answer().isPresent() ? Reaction.FINAL_ANSWER : Reaction.SILENCE;
            case Response _ -> Reaction.SILENCE;
            case Request request ->
                    request.method().equals(Method.ACK) ? Reaction.SILENCE : Reaction.FINAL_ANSWER;
        };
    }

    /// The message as forwarded by us: one more Via after its start line.
    private static byte[] forwarded(byte[] octets, String transport, int port) {
        int line = 0;
        while (octets[line] == '\r' || octets[line] == '\n') {
            line++;
        }
        while (octets[line] != '\n') {
            line++;
        }
        var via =
                "Via: SIP/2.0/%s 127.0.0.1:%d;branch=z9hG4bKtorture%d;rport\r\n"
                        .formatted(transport, port, System.nanoTime());
        var out = new ByteArrayOutputStream();
        out.write(octets, 0, line + 1);
        out.writeBytes(via.getBytes(StandardCharsets.US_ASCII));
        out.write(octets, line + 1, octets.length - line - 1);
        return out.toByteArray();
    }

    /// Looked at by its status only: an answer copies what was wrong with the request.
    private static boolean isFinal(byte[] octets) {
        return octets.length > 12
                && new String(octets, 0, 12, StandardCharsets.ISO_8859_1)
                        .matches("SIP/2\\.0 [2-6]\\d\\d ");
    }

    @Test
    void overUdpTheNodeAnswersAsTheVerdictsSay() throws IOException {
        int logged = logLines().size();
        var wrong = new ArrayList<String>();
        var sockets = new TreeMap<String, DatagramSocket>();
        try {
            for (var message : messages.entrySet()) {
                var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                sockets.put(message.getKey(), socket);
                send(socket, message.getValue());
                send(socket, forwarded(message.getValue(), "UDP", socket.getLocalPort()));
            }
            for (var message : messages.entrySet()) {
                var socket = sockets.get(message.getKey());
                var sent = forwarded(message.getValue(), "UDP", socket.getLocalPort());
                var expected = expected(sent);
                check(message.getKey(), expected, answers(socket, expected), wrong);
            }
        } finally {
            sockets.values().forEach(DatagramSocket::close);
        }
        assertThat(wrong).isEmpty();
        assertServesOn();
        assertQuietLog(logged);
    }

    private static void send(DatagramSocket socket, byte[] octets) throws IOException {
        socket.send(new DatagramPacket(octets, octets.length, server.sip()));
    }

    /// Everything that comes up to a final answer, or until it is quiet.
    private static List<byte[]> answers(DatagramSocket socket, Reaction expected)
            throws IOException {
        var found = new ArrayList<byte[]>();
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.setSoTimeout(expected == Reaction.SILENCE ? QUIET_MILLIS : ANSWER_MILLIS);
        try {
            while (found.stream().noneMatch(TortureTest::isFinal)) {
                packet.setLength(65_535);
                socket.receive(packet);
                found.add(Arrays.copyOf(packet.getData(), packet.getLength()));
            }
        } catch (SocketTimeoutException quiet) {
            // that was all
        }
        return found;
    }

    private static void check(
            String name, Reaction expected, List<byte[]> answers, List<String> wrong) {
        var seen =
                answers.stream().anyMatch(TortureTest::isFinal)
                        ? Reaction.FINAL_ANSWER
                        : Reaction.SILENCE;
        if (seen != expected) {
            var text =
                    answers.stream()
                            .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
                            .collect(Collectors.joining());
            wrong.add("%s: expected %s, got %s %s".formatted(name, expected, seen, text));
        }
    }

    @Test
    void overTcpTheNodeAnswersWhatItsFramerCanCut() throws IOException {
        int logged = logLines().size();
        var wrong = new ArrayList<String>();
        for (var message : messages.entrySet()) {
            exchange(message.getValue(), QUIET_MILLIS);
            var sent = forwarded(message.getValue(), "TCP", server.sip().getPort());
            var expected = expectedOverStream(sent);
            int patience = expected.equals(Optional.of(Reaction.FINAL_ANSWER)) ? ANSWER_MILLIS : 50;
            var answers = exchange(sent, patience);
            if (expected.isPresent()) {
                check(message.getKey(), expected.get(), answers, wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertServesOn();
        assertQuietLog(logged);
    }

    /// What the first message of a stream leads to; empty where the framing is lost, since a node
    /// may answer or close.
    private static Optional<Reaction> expectedOverStream(byte[] octets) {
        var framer = new StreamFramer(Limits.DEFAULT);
        framer.add(octets, 0, octets.length);
        while (true) {
            var frame = framer.next();
            if (frame.isEmpty()) {
                return Optional.of(Reaction.SILENCE);
            }
            switch (frame.get()) {
                case StreamFramer.Frame.Message(var cut) -> {
                    return Optional.of(expected(cut));
                }
                case StreamFramer.Frame.Broken _ -> {
                    return Optional.empty();
                }
                case StreamFramer.Frame.Ping _, StreamFramer.Frame.Pong _ -> {}
            }
        }
    }

    /// Sends over a connection of its own; returns the messages that came up to a final answer, the
    /// close or the end of patience.
    private static List<byte[]> exchange(byte[] octets, int patienceMillis) {
        var found = new ArrayList<byte[]>();
        var framer = new StreamFramer(Limits.DEFAULT);
        var buffer = new byte[16_384];
        try (var socket = new Socket(server.sip().getAddress(), server.sip().getPort())) {
            socket.setSoTimeout(patienceMillis);
            socket.getOutputStream().write(octets);
            while (found.stream().noneMatch(TortureTest::isFinal)) {
                int length = socket.getInputStream().read(buffer);
                if (length < 0) {
                    return found;
                }
                framer.add(buffer, 0, length);
                for (var frame = framer.next(); frame.isPresent(); frame = framer.next()) {
                    if (frame.get() instanceof StreamFramer.Frame.Message(var cut)) {
                        found.add(cut);
                    }
                }
            }
        } catch (IOException closedOrQuiet) {
            // a node may close a stream whose framing is lost, or wait for the rest of it
        }
        return found;
    }

    private static List<String> logLines() {
        return server.log().lines().toList();
    }

    private static void assertServesOn() {
        assertThat(server.isAlive()).isTrue();
        try (var phone = UserAgent.overUdp(server.sip(), "after", ServerUnderTest.DOMAIN);
                var other = UserAgent.overTcp(server.sip(), "after", ServerUnderTest.DOMAIN)) {
            assertThat(phone.options(server.sip()).status()).isEqualTo(200);
            assertThat(other.options(server.sip()).status()).isEqualTo(200);
            assertThat(phone.register(60).status()).isEqualTo(200);
        }
    }

    /// One line a message at most, and never a stack trace.
    private static void assertQuietLog(int before) {
        var lines = logLines();
        var fresh = lines.subList(before, lines.size());
        assertThat(fresh).noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
        assertThat(fresh.size()).as("%s", fresh).isLessThanOrEqualTo(2 * messages.size());
    }
}
