package io.carillon.node.outbound;

import io.carillon.sharding.flow.Outbound.Resolved;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.HostPort;
import io.carillon.sip.transport.Transport;

import org.xbill.DNS.lookup.LookupSession;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Finds where to send for a host name: NAPTR, SRV and address records, from a cache that keeps to
/// their time to live.
///
/// Never blocks. Lookups of one name at a time share their answer; how many names may be looked up
/// at once, and for how long, is bounded. RFC 3263 §4.
public final class DnsLookup {
    private static final int MOST_AT_ONCE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LookupSession session;
    private final Supplier<Set<Transport>> transports;
    private final Map<HostPort, CompletableFuture<List<Destination>>> underWay =
            new ConcurrentHashMap<>();

    /// @param transports those that there are listeners for at the moment; others are never chosen
    public DnsLookup(Supplier<Set<Transport>> transports) {
        this(LookupSession.defaultBuilder().build(), transports);
    }

    DnsLookup(LookupSession session, Supplier<Set<Transport>> transports) {
        this.session = session;
        this.transports = transports;
    }

    /// Tells the destinations in order of preference; an address literal and `localhost` at once.
    public void resolve(HostPort host, Resolved resolved) {
        var literal = literal(host.host());
        if (literal.isPresent()) {
            resolved.as(List.of(destination(host, literal.get())));
            return;
        }
        lookUp(host)
                .whenComplete((found, failed) -> resolved.as(failed == null ? found : List.of()));
    }

    private CompletableFuture<List<Destination>> lookUp(HostPort host) {
        var already = underWay.get(host);
        if (already != null) return already;
        if (underWay.size() >= MOST_AT_ONCE) return CompletableFuture.completedFuture(List.of());
        var lookup = new CompletableFuture<List<Destination>>();
        var other = underWay.putIfAbsent(host, lookup);
        if (other != null) return other;
        lookup.whenComplete((_, _) -> underWay.remove(host, lookup));
        // The hosts file is read and answers are parsed here: not on an event loop.
        Thread.ofVirtual().name("dns").start(() -> find(host, lookup));
        return lookup.completeOnTimeout(List.of(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void find(HostPort host, CompletableFuture<List<Destination>> lookup) {
        new ServerLocation(session, transports.get())
                .of(host)
                .whenComplete(
                        (found, failed) -> {
                            // Before anybody hears of it: who asks next gets an order of its own.
                            underWay.remove(host, lookup);
                            lookup.complete(failed == null ? found : List.of());
                        });
    }

    private static Destination destination(HostPort host, InetAddress address) {
        var transport = host.transport().orElse(Transport.UDP);
        int port = host.port() >= 0 ? host.port() : transport.defaultPort();
        return new Destination(transport, new InetSocketAddress(address, port));
    }

    private static Optional<InetAddress> literal(String host) {
        // RFC 6761 §6.3: localhost is the loopback address whatever a server says.
        if (host.equals("localhost")) return Optional.of(InetAddress.ofLiteral("127.0.0.1"));
        if (host.isEmpty()
                || host.indexOf(':') < 0 && !Character.isDigit(host.charAt(host.length() - 1))) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
