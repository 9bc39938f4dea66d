package io.carillon.sip.proxy;

import io.carillon.sip.auth.Nonce;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A proxy for `example.com` at 192.0.2.1, and requests for it written as their telling lines only.
final class ProxyFixture {
    static final long NOW = 1_700_000_000_000L;
    static final Flow ALICE = flow(Transport.UDP, 0, "192.0.2.10", 5060);

    final ProxySettings settings;
    final LocalAnswers answers;
    final DialogToken tokens;
    final Branches branches;
    final RequestValidation validation;

    ProxyFixture(boolean authenticate, ProxySettings.Relay relay) {
        this(authenticate, relay, false);
    }

    /// @param keepsCopies as a node of a cluster
    ProxyFixture(boolean authenticate, ProxySettings.Relay relay, boolean keepsCopies) {
        var secret = Secret.of("a secret that only tests share");
        var edges = Edges.alone(List.of(listener(Transport.UDP), listener(Transport.TCP)));
        settings =
                new ProxySettings(
                        List.of("example.com", "example.org"),
                        () -> edges,
                        true,
                        authenticate,
                        relay,
                        List.of(),
                        ProxySettings.Timers.DEFAULT,
                        185_000,
                        keepsCopies);
        answers = new LocalAnswers(secret.mac("tag"), new Nonce(secret.mac("nonce"), 300_000));
        tokens = new DialogToken(secret.mac("dialog"));
        branches = new Branches(secret.mac("branch"));
        validation = new RequestValidation(settings, answers);
    }

    static Flow flow(Transport transport, long connection, String host, int port) {
        return new Flow(transport, 0, connection, new InetSocketAddress(host, port));
    }

    private static Listener listener(Transport transport) {
        return new Listener(
                transport, 0, new InetSocketAddress("192.0.2.1", 5060), "192.0.2.1", 5060);
    }

    /// A request with this start (method and URI), and lines that replace or add to the usual ones.
    static Request request(String start, String... lines) {
        var method = start.substring(0, start.indexOf(' '));
        var text = new StringBuilder(start).append(" SIP/2.0\r\n");
        for (var line : lines) text.append(line).append("\r\n");
        usual(text, lines, "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKalice1");
        usual(text, lines, "From: <sip:alice@example.com>;tag=a1");
        usual(text, lines, "To: <sip:bob@example.com>");
        usual(text, lines, "Call-ID: call-1");
        usual(text, lines, "CSeq: 1 " + method);
        usual(text, lines, "Max-Forwards: 70");
        return (Request) message(text.append("\r\n").toString());
    }

    private static void usual(StringBuilder text, String[] lines, String usual) {
        var name = usual.substring(0, usual.indexOf(':') + 1);
        for (var line : lines) if (line.startsWith(name)) return;
        text.append(usual).append("\r\n");
    }

    static SipMessage message(String text) {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        var outcome = new MessageParser(Limits.DEFAULT).parse(octets);
        if (outcome instanceof SipMessage message) return message;
        throw new IllegalArgumentException(outcome.toString());
    }
}
