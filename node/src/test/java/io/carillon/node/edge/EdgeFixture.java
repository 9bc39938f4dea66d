package io.carillon.node.edge;

import io.carillon.node.ops.Metrics;
import io.carillon.node.outbound.DnsLookup;
import io.carillon.node.outbound.OutboundSender;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.Sockets;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An edge on ephemeral loopback ports with everything it needs, whose inlet answers each request
/// with 200 and keeps what it saw.
final class EdgeFixture implements AutoCloseable, Inlet {
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    record Seen(SipMessage message, Flow flow, boolean onLoop) {}

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    final Loops loops = Loops.start("edge-test-" + NUMBERS.incrementAndGet(), 2);
    final Metrics metrics = new Metrics();
    final Edge edge;
    final Sockets outbound;
    final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final FailureAnswers failures;
    volatile boolean answering = true;

    EdgeFixture() throws BindFailure {
        this(Duration.ofMinutes(1), Duration.ofSeconds(5), 100);
    }

    EdgeFixture(Duration idle, Duration patience, int maxConnections) throws BindFailure {
        this("", idle, patience, maxConnections);
    }

    /// @param name among other edges; empty for one that is alone
    EdgeFixture(String name, Duration idle, Duration patience, int maxConnections)
            throws BindFailure {
        var addresses = List.of(address(Transport.UDP), address(Transport.TCP));
        var settings =
                new EdgeSettings(
                        addresses, 1 << 20, maxConnections, idle, patience, Duration.ofSeconds(2));
        edge = Edge.bind(settings, loops, metrics);
        var edges = Edges.alone(edge.listeners());
        outbound =
                new OutboundSender(
                        edge,
                        () -> edges,
                        new DnsLookup(() -> java.util.Set.of(Transport.UDP)),
                        metrics);
        failures = new FailureAnswers(edge, metrics);
        edge.open(name, this);
    }

    static EdgeSettings.Address address(Transport transport) {
        return new EdgeSettings.Address(
                "carillon.listen." + transport.parameter(),
                transport,
                new InetSocketAddress(LOOPBACK, 0),
                "127.0.0.1",
                -1);
    }

    Listener listener(Transport transport) {
        return edge.listeners().stream()
                .filter(each -> each.transport() == transport)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        seen.add(new Seen(message, flow, Loop.current() != null));
        if (answering && message instanceof Request request) {
            outbound.send(
                    Response.to(request, 200, "tag"),
                    new Hop.ByFlow(flow),
                    Outbound.Unreachable.IGNORED);
        }
    }

    @Override
    public void malformed(ParseFailure failure, Flow flow) {
        failures.answer(failure, flow);
    }

    Seen next() throws InterruptedException {
        var next = seen.poll(5, TimeUnit.SECONDS);
        if (next == null) throw new AssertionError("nothing was received");
        return next;
    }

    @Override
    public void close() {
        edge.close();
        loops.close();
    }

    /// An OPTIONS with this Via parameter text and body.
    static String options(String transport, String viaHostAndParameters, String body) {
        return """
        OPTIONS sip:example.com SIP/2.0\r
        Via: SIP/2.0/%s %s\r
        From: <sip:a@example.com>;tag=1\r
        To: <sip:b@example.com>\r
        Call-ID: one@test\r
        CSeq: 1 OPTIONS\r
        Max-Forwards: 70\r
        Content-Length: %d\r
        \r
        %s"""
                .formatted(transport, viaHostAndParameters, body.length(), body);
    }
}
