package io.carillon.sharding.membership;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Set;

/// The heart port: answers the beats of other nodes and the questions of those that look for a
/// cluster.
///
/// Whoever connects has a few seconds to prove that he knows the cluster's secret. So many threads
/// serve such strangers and no more; when there are too many, the one that has been at it for
/// longest has to go, as a node needs milliseconds. What is done with frames: [Host].
final class HeartServer implements AutoCloseable {
    /// What a node knows about others; called by many threads.
    interface Host {
        FormationAnswer asked(String address, boolean standing);

        /// Whether this peer is a member that can be reached.
        boolean counts(long uid);

        /// A peer's connection to us carries beats, or no longer does.
        void inbound(long uid, boolean open);

        void accused(long voter, Set<Long> gone);

        void departing(long uid);
    }

    static final int MOST_STRANGERS = 16;
    static final int MOST_CONNECTIONS = 512;
    static final int PROOF_MILLIS = 3_000;

    /// A peer beats five times a second. One that is merely asleep may go on after a while.
    private static final int SILENT_MILLIS = 15_000;

    private static final int TICK_MILLIS = 500;
    private static final int BACKLOG = 128;
    private static final Logger LOG = LoggerFactory.getLogger(HeartServer.class);

    private final byte[] key;
    private final long self;
    private final Host host;
    private final HeartSecurity security;
    private final ServerSocket server;
    private final Strangers strangers = new Strangers(MOST_STRANGERS);
    private final Set<Socket> open = java.util.concurrent.ConcurrentHashMap.newKeySet();

    /// Opens the port and serves it with threads of its own.
    HeartServer(InetSocketAddress listen, byte[] key, long self, HeartSecurity security, Host host)
            throws IOException {
        this.key = key.clone();
        this.self = self;
        this.security = security;
        this.host = host;
        server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(listen, BACKLOG);
            server.setSoTimeout(TICK_MILLIS);
        } catch (IOException failure) {
            server.close();
            throw failure;
        }
        Thread.ofPlatform().daemon().name("heart-accept").start(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                admit(server.accept());
            } catch (SocketTimeoutException _) {
                // time to look who takes too long
            } catch (IOException failure) {
                if (!server.isClosed()) pause(failure);
            }
            strangers.closeOlderThan(PROOF_MILLIS);
        }
    }

    /// Too many open files, mostly: trying again at once would only burn the processor.
    private static void pause(IOException failure) {
        LOG.warn("The heart port cannot accept: {}", failure.toString());
        try {
            Thread.sleep(100);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void admit(Socket socket) {
        if (open.size() >= MOST_CONNECTIONS) {
            close(socket);
            return;
        }
        open.add(socket);
        strangers.add(socket);
        Thread.ofPlatform().daemon().name("heart-in").start(() -> serve(socket));
    }

    private void serve(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PROOF_MILLIS);
            var secured = security.accepted(socket);
            var channel =
                    HeartChannel.answer(
                            new BufferedInputStream(secured.getInputStream(), 1024),
                            secured.getOutputStream(),
                            key,
                            self);
            strangers.remove(socket);
            socket.setSoTimeout(SILENT_MILLIS);
            converse(channel);
        } catch (IOException failure) {
            LOG.debug("Heart connection of {}: {}", socket, failure.toString());
        } finally {
            strangers.remove(socket);
            open.remove(socket);
            close(socket);
        }
    }

    private void converse(HeartChannel channel) throws IOException {
        boolean beating = false;
        try {
            while (true) {
                switch (channel.receive()) {
                    case HeartFrame.Beat(var nanos, var gone) -> {
                        if (!beating) host.inbound(channel.peer(), true);
                        beating = true;
                        host.accused(channel.peer(), gone);
                        channel.send(new HeartFrame.Echo(nanos, host.counts(channel.peer())));
                    }
                    case HeartFrame.Goodbye _ -> host.departing(channel.peer());
                    case HeartFrame.Question(var address, var standing) ->
                            channel.send(new HeartFrame.Answer(host.asked(address, standing)));
                    case HeartFrame.Echo _, HeartFrame.Answer _ ->
                            throw new IOException("answers what was not asked");
                }
            }
        } finally {
            if (beating) host.inbound(channel.peer(), false);
        }
    }

    /// Closes the port and all connections.
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            LOG.debug("Closing the heart port", failure);
        }
        open.forEach(HeartServer::close);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            LOG.debug("Closing {}", socket, failure);
        }
    }
}
