package io.carillon.chaos.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Asks a server over UDP whether it is there.
final class Probe {
    private static final int PAUSE_MILLIS = 200;

    private Probe() {}

    /// Sends OPTIONS until it is answered, with whatever status; false when nothing came in time or
    /// the server lives no more.
    static boolean awaitAnswer(int port, Duration atMost, BooleanSupplier lives) {
        var until = System.nanoTime() + atMost.toNanos();
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(PAUSE_MILLIS);
            for (int cseq = 1; System.nanoTime() < until && lives.getAsBoolean(); cseq++) {
                var request = options(port, socket.getLocalPort(), cseq);
                var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
                socket.send(new DatagramPacket(request, request.length, server));
                if (isAnswered(socket)) {
                    return true;
                }
            }
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isAnswered(DatagramSocket socket) throws IOException {
        try {
            socket.receive(new DatagramPacket(new byte[4096], 4096));
            return true;
        } catch (SocketTimeoutException nothing) {
            return false;
        }
    }

    private static byte[] options(int server, int own, int cseq) {
        return """
        OPTIONS sip:127.0.0.1:%d SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bKprobe%d;rport
        Max-Forwards: 70
        From: <sip:probe@127.0.0.1>;tag=probe
        To: <sip:127.0.0.1:%d>
        Call-ID: probe-%d
        CSeq: %d OPTIONS
        Content-Length: 0

        """
                .formatted(server, own, cseq, server, own, cseq)
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
