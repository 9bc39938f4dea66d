package io.carillon.chaos.load;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Response;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Sends REGISTERs at a steady rate over UDP and keeps the ledger of every 200.
///
/// Nothing is sent twice: what is not answered was not promised. Every request binds one more
/// contact, three to a user, those of one user a good while apart. Numbers go on from start to
/// start.
public final class RegisterLoad implements AutoCloseable {
    private static final int USERS_AT_A_TIME = 1000;
    private static final int CONTACTS_EACH = 3;

    private final InetSocketAddress server;
    private final String domain;
    private final int perSecond;
    private final DatagramSocket socket;
    private final Ledger ledger = new Ledger();
    private final String session = Long.toString(System.nanoTime(), Character.MAX_RADIX);
    private final Map<Integer, Integer> refusals = new ConcurrentHashMap<>();
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean sending;
    private Thread sender;

    public RegisterLoad(InetSocketAddress server, String domain, int perSecond) {
        this.server = server;
        this.domain = domain;
        this.perSecond = perSecond;
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setReceiveBufferSize(4 << 20);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofPlatform().daemon().name("register-answers").start(this::receive);
    }

    public void start() {
        sending = true;
        sender = Thread.ofPlatform().daemon().name("register-load").start(this::send);
    }

    /// Stops sending; answers that are on their way still count.
    public void stop() {
        sending = false;
        try {
            sender.join(2000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    public Ledger ledger() {
        return ledger;
    }

    public int sent() {
        return sent.get();
    }

    /// Final answers other than 200, counted by status.
    public Map<Integer, Integer> refusals() {
        return Map.copyOf(refusals);
    }

    private void send() {
        var begun = System.nanoTime();
        for (long n = 0; sending; n++) {
            var due = begun + n * 1_000_000_000L / perSecond;
            while (due > System.nanoTime() && sending) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            var octets = request(sent.getAndIncrement());
            try {
                socket.send(new DatagramPacket(octets, octets.length, server));
            } catch (IOException refused) {
                // the server is down; nothing was promised
            }
        }
    }

    private static String user(int n) {
        int block = n / (USERS_AT_A_TIME * CONTACTS_EACH);
        return "r%d".formatted(block * USERS_AT_A_TIME + n % USERS_AT_A_TIME);
    }

    private static String contact(int n) {
        return "sip:%s@127.0.0.1:%d".formatted(user(n), 40_000 + n % 20_000);
    }

    private byte[] request(int n) {
        return """
        REGISTER sip:%1$s SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.1:%2$d;branch=z9hG4bK%3$s%4$d;rport
        Max-Forwards: 70
        From: <sip:%5$s@%1$s>;tag=t%4$d
        To: <sip:%5$s@%1$s>
        Call-ID: %4$d@%3$s
        CSeq: 1 REGISTER
        Contact: <%6$s>
        Expires: 3600
        Content-Length: 0

        """
                .formatted(domain, socket.getLocalPort(), session, n, user(n), contact(n))
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void receive() {
        var parser = new MessageParser(Limits.DEFAULT);
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        while (!socket.isClosed()) {
            try {
                packet.setLength(65_535);
                socket.receive(packet);
            } catch (IOException closedOrRefused) {
                continue;
            }
            var octets = Arrays.copyOf(packet.getData(), packet.getLength());
            if (parser.parse(octets) instanceof Response response && response.isFinal()) {
                account(response);
            }
        }
    }

    private void account(Response response) {
        if (response.status() == 200) {
            var callId = response.callId();
            int n = Integer.parseInt(callId.substring(0, callId.indexOf('@')));
            ledger.add(user(n), contact(n));
        } else {
            refusals.merge(response.status(), 1, Integer::sum);
        }
    }

    @Override
    public void close() {
        sending = false;
        socket.close();
    }
}
