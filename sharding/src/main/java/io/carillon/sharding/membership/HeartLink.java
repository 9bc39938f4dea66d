package io.carillon.sharding.membership;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Our connection to the heart port of one peer: beats, and notices how it ends.
///
/// A reset whose reconnects are *refused* says that the process is gone: only its kernel can say
/// so. Silence says nothing; it may be asleep, or the network may be cut. Two threads: one reads,
/// one writes, so that neither a peer nor a full buffer holds up another link.
final class HeartLink {
    /// What a link finds out; called by its threads.
    interface Listener {
        /// The peer got the beat that left then, and counts on us.
        void counted(long uid, long beatNanos);

        /// The very process that we know is there.
        void alive(long uid);

        /// The process that we know is gone: nobody listens there, or somebody else.
        void gone(long uid, String why);

        /// Those that we hold for gone.
        Set<Long> suspects();
    }

    /// A lease lasts 25 of these. A process that ends is noticed by its connection, and at once.
    private static final Duration BEAT = Duration.ofMillis(200);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final int HELLO_MILLIS = 2_000;

    /// Without an echo for so long the connection is made anew: after an outage, TCP's back-off
    /// would delay the next one by as long again.
    private static final int ECHO_MILLIS = 1_000;

    /// One refusal may be a restart of something between us.
    private static final int CERTAIN = 2;

    private static final Logger LOG = LoggerFactory.getLogger(HeartLink.class);

    private final Peer peer;
    private final Peer self;
    private final byte[] key;
    private final HeartSecurity security;
    private final Listener listener;
    private final Thread writer;
    private volatile Socket socket = new Socket();
    private volatile HeartChannel channel;
    private volatile boolean stopped;

    /// Whether this very process has answered before.
    private boolean known;

    private int refusals;

    HeartLink(Peer peer, Peer self, byte[] key, HeartSecurity security, Listener listener) {
        this.peer = peer;
        this.self = self;
        this.key = key;
        this.security = security;
        this.listener = listener;
        writer = Thread.ofPlatform().daemon().name("heart-beat " + peer).unstarted(this::beat);
    }

    void start() {
        Thread.ofPlatform().daemon().name("heart-out " + peer).start(this::run);
        writer.start();
    }

    /// Sends a beat now, because what it says has changed.
    void beatNow() {
        LockSupport.unpark(writer);
    }

    /// Ends the link.
    ///
    /// @param goodbye whether to tell the peer that we end in order
    void stop(boolean goodbye) {
        var current = channel;
        stopped = true;
        if (goodbye && current != null) {
            try {
                current.send(new HeartFrame.Goodbye());
            } catch (IOException failure) {
                LOG.debug("No goodbye to {}: {}", peer, failure.toString());
            }
        }
        HeartServer.close(socket);
        LockSupport.unpark(writer);
    }

    private void beat() {
        while (!stopped) {
            LockSupport.parkNanos(BEAT.toNanos());
            var current = channel;
            if (current == null) continue;
            try {
                current.send(new HeartFrame.Beat(System.nanoTime(), listener.suspects()));
            } catch (IOException _) {
                HeartServer.close(socket); // the reader finds out
            }
        }
    }

    private void run() {
        long pauseMillis = 0;
        while (!stopped) {
            boolean conversed = attempt();
            pauseMillis = conversed ? 0 : known ? Math.min(pauseMillis + 5, 100) : 200;
            if (!stopped && pauseMillis > 0) LockSupport.parkNanos(pauseMillis * 1_000_000);
        }
    }

    /// Whether the peer was reached; returns when the connection has ended.
    private boolean attempt() {
        var raw = new Socket();
        socket = raw;
        try (raw) {
            if (stopped) return false;
            HeartSockets.connect(raw, self.address(), HeartAddress.of(peer.address()), CONNECT);
            refusals = 0;
            return converse(raw);
        } catch (HeartSockets.Refused _) {
            if (known && !stopped && ++refusals >= CERTAIN) listener.gone(peer.uid(), "refused");
        } catch (IOException failure) {
            LOG.debug("Heart link to {}: {}", peer, failure.toString());
        }
        return false;
    }

    private boolean converse(Socket raw) throws IOException {
        raw.setSoTimeout(HELLO_MILLIS);
        var secured = security.connected(raw);
        var talk =
                HeartChannel.call(
                        new BufferedInputStream(secured.getInputStream(), 1024),
                        secured.getOutputStream(),
                        key,
                        self.uid());
        if (talk.peer() != peer.uid()) {
            if (known) listener.gone(peer.uid(), "another process answers");
            return false;
        }
        raw.setSoTimeout(ECHO_MILLIS);
        known = true;
        listener.alive(peer.uid());
        channel = talk;
        beatNow();
        try {
            while (!stopped) {
                if (talk.receive() instanceof HeartFrame.Echo(var nanos, var counted)) {
                    if (counted) listener.counted(peer.uid(), nanos);
                } else {
                    throw new IOException("says what was not asked");
                }
            }
        } catch (IOException failure) {
            if (!stopped) LOG.debug("Heart link to {} lost: {}", peer, failure.toString());
        } finally {
            channel = null;
        }
        return true;
    }
}
