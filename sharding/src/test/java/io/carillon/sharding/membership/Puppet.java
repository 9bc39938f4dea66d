package io.carillon.sharding.membership;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/// A heart port that echoes until it is told to sleep or dies; it beats to nobody.
final class Puppet implements AutoCloseable {
    private final Peer peer;
    private final byte[] key;
    private final ServerSocket server = new ServerSocket();
    private final List<Socket> conversations = new CopyOnWriteArrayList<>();
    private volatile boolean asleep;
    private volatile boolean dead;

    Puppet(Peer peer, byte[] key) throws IOException {
        this.peer = peer;
        this.key = key;
        server.setReuseAddress(true);
        bind(HeartAddress.of(peer.address()));
        Thread.ofVirtual().start(this::accept);
    }

    int conversations() {
        return conversations.size();
    }

    /// Accepts nothing and says nothing from now on, as the kernel does for a stopped process.
    void sleep() {
        asleep = true;
    }

    private void accept() {
        while (!asleep) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void converse(Socket socket) {
        try {
            var channel =
                    HeartChannel.answer(
                            socket.getInputStream(), socket.getOutputStream(), key, peer.uid());
            conversations.add(socket);
            // One that was accepted while the port was being closed.
            if (dead) reset(socket);
            while (true) {
                if (channel.receive() instanceof HeartFrame.Beat(var nanos, _) && !asleep) {
                    channel.send(new HeartFrame.Echo(nanos, true));
                }
            }
        } catch (IOException _) {
            // the end
        }
    }

    /// Whoever had the address before may still be about to let go of it.
    private void bind(InetSocketAddress address) throws IOException {
        for (int left = 100; !server.isBound(); left--) {
            try {
                server.bind(address);
            } catch (BindException taken) {
                if (left == 0) throw taken;
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    @Override
    public void close() throws IOException {
        dead = true;
        server.close();
        for (var socket : conversations) reset(socket);
    }

    /// As a killed process's sockets are.
    private static synchronized void reset(Socket socket) throws IOException {
        if (socket.isClosed()) return;
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
