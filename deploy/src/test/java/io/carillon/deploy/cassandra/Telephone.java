package io.carillon.deploy.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;

/// A telephone of few words, over UDP: it registers and says something to others, once each time.
final class Telephone implements AutoCloseable {
    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final String user;
    private int number;

    Telephone(InetSocketAddress server, String user) throws IOException {
        this.server = server;
        this.user = user;
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    private String contact() {
        return "sip:" + user + "@127.0.0.1:" + socket.getLocalPort();
    }

    /// The answer to a REGISTER of this contact, repeated as UDP wants it; empty after 5 s.
    Optional<String> register() throws IOException {
        return register(contact());
    }

    Optional<String> register(String contact) throws IOException {
        return transact("REGISTER", "sip:localhost", user, "Contact: <" + contact + ">\r\n");
    }

    /// The answer to a MESSAGE to another user, who answers 200 if he gets it.
    Optional<String> say(Telephone other) throws IOException, InterruptedException {
        var listening = Thread.ofVirtual().start(other::answerOne);
        var answer = transact("MESSAGE", "sip:" + other.user + "@localhost", other.user, "");
        listening.interrupt();
        listening.join();
        return answer;
    }

    private void answerOne() {
        try {
            var request = receive(4_000);
            // Late answers to what was asked before.
            while (request.filter(text -> text.startsWith("SIP/")).isPresent()) {
                request = receive(4_000);
            }
            if (request.isEmpty()) return;
            var text = request.get();
            var answer = new StringBuilder("SIP/2.0 200 OK\r\n");
            text.lines()
                    .filter(line -> line.matches("(?i)(via|from|to|call-id|cseq):.*"))
                    .forEach(line -> answer.append(line).append("\r\n"));
            send(answer.append("Content-Length: 0\r\n\r\n").toString());
        } catch (IOException _) {
            // nobody spoke
        }
    }

    private Optional<String> transact(String method, String uri, String to, String more)
            throws IOException {
        var id = user + "-" + ++number + "-" + System.nanoTime();
        var request =
                """
                %s %s SIP/2.0\r
                Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%s\r
                Max-Forwards: 70\r
                From: <sip:%s@localhost>;tag=1\r
                To: <sip:%s@localhost>\r
                Call-ID: %s\r
                CSeq: %d %s\r
                %sContent-Length: 0\r
                \r
                """
                        .formatted(
                                method,
                                uri,
                                socket.getLocalPort(),
                                id,
                                user,
                                to,
                                method.equals("REGISTER") ? user + "@here" : id,
                                number,
                                method,
                                more);
        int wait = 500;
        for (int waited = 0; waited < 5_000; waited += wait, wait = Math.min(2 * wait, 2_000)) {
            send(request);
            var answer = receive(wait);
            while (answer.filter(text -> !text.contains(id) || isProvisional(text)).isPresent()) {
                answer = receive(wait);
            }
            if (answer.isPresent()) return answer;
        }
        return Optional.empty();
    }

    private static boolean isProvisional(String answer) {
        return answer.startsWith("SIP/2.0 1");
    }

    private void send(String message) throws IOException {
        var octets = message.getBytes(UTF_8);
        socket.send(new DatagramPacket(octets, octets.length, server));
    }

    private Optional<String> receive(int millis) throws IOException {
        socket.setSoTimeout(millis);
        var packet = new DatagramPacket(new byte[4096], 4096);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException _) {
            return Optional.empty();
        }
        return Optional.of(new String(packet.getData(), 0, packet.getLength(), UTF_8));
    }

    @Override
    public void close() {
        socket.close();
    }
}
