package io.carillon.chaos.ua;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.codec.StreamFramer;
import io.carillon.sip.message.Headers;
import io.carillon.sip.message.ParseFailure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One TCP connection to the server, opened again when it is needed and gone, and a listener for
/// connections that the server opens. RFC 3261 §18.
final class StreamWire implements Wire {
    private final InetSocketAddress server;
    private final Receiver receiver;
    private final ServerSocket listener;
    private final Set<Socket> accepted = ConcurrentHashMap.newKeySet();
    private Socket connection;

    StreamWire(InetSocketAddress server, Receiver receiver) {
        this.server = server;
        this.receiver = receiver;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofPlatform().daemon().name("ua-accept").start(this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                accepted.add(socket);
                readFrom(socket);
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void readFrom(Socket socket) {
        Thread.ofPlatform().daemon().name("ua-tcp").start(() -> read(socket));
    }

    private void read(Socket socket) {
        var framer = new StreamFramer(Limits.DEFAULT);
        var parser = new MessageParser(Limits.DEFAULT);
        var buffer = new byte[16_384];
        try (socket) {
            for (int n = socket.getInputStream().read(buffer); n >= 0; ) {
                framer.add(buffer, 0, n);
                for (var frame = framer.next(); frame.isPresent(); frame = framer.next()) {
                    take(frame.get(), socket, parser);
                }
                n = socket.getInputStream().read(buffer);
            }
        } catch (IOException closed) {
            // the far end or this telephone is gone
        } finally {
            accepted.remove(socket);
        }
    }

    private void take(StreamFramer.Frame frame, Socket socket, MessageParser parser) {
        switch (frame) {
            case StreamFramer.Frame.Message(var octets) ->
                    receiver.accept(parser.parse(octets), message -> write(socket, message));
            case StreamFramer.Frame.Broken(var reason, _) ->
                    receiver.accept(
                            new ParseFailure(0, "broken stream: " + reason, Headers.NONE, ""),
                            message -> write(socket, message));
            case StreamFramer.Frame.Ping _ -> write(socket, new byte[] {'\r', '\n'});
            case StreamFramer.Frame.Pong _ -> {}
        }
    }

    private static void write(Socket socket, byte[] message) {
        try {
            synchronized (socket) {
                socket.getOutputStream().write(message);
                socket.getOutputStream().flush();
            }
        } catch (IOException closed) {
            // whoever waits for an answer will not get one
        }
    }

    private synchronized Socket connection() throws IOException {
        if (connection == null || connection.isClosed()) {
            connection = new Socket(server.getAddress(), server.getPort());
            connection.setTcpNoDelay(true);
            readFrom(connection);
        }
        return connection;
    }

    @Override
    public Link server() {
        return message -> {
            try {
                write(connection(), message);
            } catch (IOException refused) {
                // as if it had been lost
            }
        };
    }

    @Override
    public InetSocketAddress local() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public String transport() {
        return "TCP";
    }

    @Override
    public synchronized void close() {
        try {
            listener.close();
            if (connection != null) {
                connection.close();
            }
            for (var socket : accepted) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
