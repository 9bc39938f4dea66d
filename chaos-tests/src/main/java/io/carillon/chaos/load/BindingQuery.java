package io.carillon.chaos.load;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Response;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Asks for the contacts of many users: REGISTER without Contact, which answers with all of them
/// and changes nothing. RFC 3261 §10.2.3.
public final class BindingQuery {
    private static final int AT_A_TIME = 50;
    private static final int ROUNDS = 20;
    private static final int PAUSE_MILLIS = 300;

    private final InetSocketAddress server;
    private final String domain;
    private final String session = Long.toString(System.nanoTime(), Character.MAX_RADIX);
    private final Map<String, Set<String>> found = new HashMap<>();
    private final Map<Integer, Integer> refusals = new TreeMap<>();

    public BindingQuery(InetSocketAddress server, String domain) {
        this.server = server;
        this.domain = domain;
    }

    /// The contacts of every one of these users; those that were never answered are not in the map.
    public Map<String, Set<String>> ask(Collection<String> users) {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setReceiveBufferSize(4 << 20);
            socket.setSoTimeout(PAUSE_MILLIS);
            for (int round = 1; round <= ROUNDS && found.size() < users.size(); round++) {
                var open = new ArrayDeque<>(users);
                open.removeAll(found.keySet());
                int refused = refused();
                while (!open.isEmpty()) {
                    askSome(socket, open, round);
                }
                if (refused() > refused) Thread.sleep(PAUSE_MILLIS); // it may be a matter of time
            }
            return found;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return found;
        }
    }

    /// Answers other than 200, and how often there were any.
    public Map<Integer, Integer> refusals() {
        return refusals;
    }

    private int refused() {
        return refusals.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void askSome(DatagramSocket socket, ArrayDeque<String> open, int round)
            throws IOException {
        var asked = new HashSet<String>();
        while (asked.size() < AT_A_TIME && !open.isEmpty()) {
            var user = open.pop();
            var octets = request(user, socket.getLocalPort(), round);
            socket.send(new DatagramPacket(octets, octets.length, server));
            asked.add(user);
        }
        var parser = new MessageParser(Limits.DEFAULT);
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        // Those of earlier rounds that come late are in between.
        while (!asked.isEmpty()) {
            try {
                packet.setLength(65_535);
                socket.receive(packet);
            } catch (SocketTimeoutException lost) {
                return; // asked again in the next round
            }
            var octets = Arrays.copyOf(packet.getData(), packet.getLength());
            if (!(parser.parse(octets) instanceof Response response)) continue;
            asked.remove(user(response));
            if (response.status() == 200) found.put(user(response), contacts(response));
            else refusals.merge(response.status(), 1, Integer::sum);
        }
    }

    private static String user(Response response) {
        var callId = response.callId();
        return callId.substring(0, callId.indexOf('@'));
    }

    private static Set<String> contacts(Response response) {
        try {
            var contacts = new HashSet<String>();
            for (var address : response.addresses(HeaderName.CONTACT)) {
                contacts.add(address.uri().toString());
            }
            return contacts;
        } catch (MalformedException wrong) {
            throw new IllegalStateException("bad Contact in " + response, wrong);
        }
    }

    private byte[] request(String user, int port, int round) {
        return """
        REGISTER sip:%1$s SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.1:%2$d;branch=z9hG4bK%3$s%4$s-%5$d;rport
        Max-Forwards: 70
        From: <sip:%4$s@%1$s>;tag=q%5$d
        To: <sip:%4$s@%1$s>
        Call-ID: %4$s@%3$s
        CSeq: %5$d REGISTER
        Content-Length: 0

        """
                .formatted(domain, port, session, user, round)
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
