package io.carillon.node.rehearsal;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.StreamFramer;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/// The socket of a [RehearsalPeer], for datagrams or a connection.
interface RehearsalLine extends AutoCloseable {
    /// Silence for so long means that stories were lost.
    int PATIENCE_MILLIS = 250;

    int BUFFER = 1 << 20;

    int port();

    void send(byte[] octets) throws IOException;

    /// The next message.
    ///
    /// @throws SocketTimeoutException when none has come in time
    byte[] receive() throws IOException;

    @Override
    void close() throws IOException;

    /// Opens one to a listener.
    static RehearsalLine to(Listener listener) throws IOException {
        return listener.transport() == Transport.UDP
                ? new Datagrams(listener)
                : new Connection(listener);
    }

    /// UDP.
    final class Datagrams implements RehearsalLine {
        private final DatagramSocket socket =
                new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        private final DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        private final Listener listener;

        private Datagrams(Listener listener) throws IOException {
            this.listener = listener;
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setReceiveBufferSize(BUFFER);
        }

        @Override
        public int port() {
            return socket.getLocalPort();
        }

        @Override
        public void send(byte[] octets) throws IOException {
            socket.send(new DatagramPacket(octets, octets.length, listener.bound()));
        }

        @Override
        public byte[] receive() throws IOException {
            packet.setLength(65_535);
            socket.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /// TCP.
    final class Connection implements RehearsalLine {
        private final Socket socket;
        private final StreamFramer framer = new StreamFramer(Limits.DEFAULT);
        private final byte[] buffer = new byte[65_535];

        private Connection(Listener listener) throws IOException {
            socket = new Socket(listener.bound().getAddress(), listener.bound().getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
        }

        @Override
        public int port() {
            return socket.getLocalPort();
        }

        @Override
        public void send(byte[] octets) throws IOException {
            socket.getOutputStream().write(octets);
        }

        @Override
        public byte[] receive() throws IOException {
            while (true) {
                var frame = framer.next();
                if (frame.isPresent()
                        && frame.get() instanceof StreamFramer.Frame.Message(var it)) {
                    return it;
                }
                if (frame.isPresent()) continue;
                int length = socket.getInputStream().read(buffer);
                if (length < 0) throw new EOFException("the server has closed the connection");
                framer.add(buffer, 0, length);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
