package io.carillon.node.outbound;

import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.HostPort;
import io.carillon.sip.transport.Transport;

import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/// One run of the procedures that find a server for a name, each step a query to the cache or to
/// the network.
///
/// RFC 3263 §4.1 (transport), §4.2 (address and port); RFC 2782 (order of SRV records).
final class ServerLocation {
    /// Enough for every real domain; a hostile one cannot make us ask for more.
    private static final int MOST_SERVERS = 16;

    private static final List<Transport> PREFERRED = List.of(Transport.UDP, Transport.TCP);

    private final LookupSession session;
    private final Set<Transport> transports;

    ServerLocation(LookupSession session, Set<Transport> transports) {
        this.session = session;
        this.transports = transports;
    }

    private record Server(Transport transport, Name name, int port) {}

    CompletionStage<List<Destination>> of(HostPort host) {
        Name name;
        try {
            name = Name.fromString(host.host(), Name.root);
        } catch (TextParseException _) {
            return done(List.of());
        }
        if (host.port() >= 0) {
            var transport = host.transport().orElse(Transport.UDP);
            return addresses(new Server(transport, name, host.port()));
        }
        return host.transport().isPresent()
                ? byService(name, List.of(host.transport().get()))
                : byPointer(name);
    }

    /// NAPTR records say which transports the domain prefers, and the names of its SRV records.
    private CompletionStage<List<Destination>> byPointer(Name name) {
        return records(name, Type.NAPTR)
                .thenCompose(
                        records -> {
                            var pointers =
                                    records.stream()
                                            .filter(NAPTRRecord.class::isInstance)
                                            .map(NAPTRRecord.class::cast)
                                            .filter(each -> transport(each).isPresent())
                                            .sorted(
                                                    Comparator.comparingInt(NAPTRRecord::getOrder)
                                                            .thenComparingInt(
                                                                    NAPTRRecord::getPreference))
                                            .limit(MOST_SERVERS)
                                            .toList();
                            if (pointers.isEmpty()) {
                                var ours = new ArrayList<>(PREFERRED);
                                ours.retainAll(transports);
                                return byService(name, ours);
                            }
                            return firstFound(
                                    pointers.stream()
                                            .<Step>map(
                                                    each ->
                                                            () ->
                                                                    byServiceName(
                                                                            each.getReplacement(),
                                                                            transport(each)
                                                                                    .orElseThrow()))
                                            .toList(),
                                    0);
                        });
    }

    private Optional<Transport> transport(NAPTRRecord pointer) {
        if (!pointer.getFlags().equalsIgnoreCase("s")) return Optional.empty();
        var transport =
                switch (pointer.getService().toUpperCase(java.util.Locale.ROOT)) {
                    case "SIP+D2U" -> Transport.UDP;
                    case "SIP+D2T" -> Transport.TCP;
                    case "SIPS+D2T" -> Transport.TLS;
                    case "SIP+D2W" -> Transport.WS;
                    case "SIPS+D2W" -> Transport.WSS;
                    default -> null;
                };
        return Optional.ofNullable(transport).filter(transports::contains);
    }

    @FunctionalInterface
    private interface Step {
        CompletionStage<List<Destination>> take();
    }

    private CompletionStage<List<Destination>> firstFound(List<Step> steps, int at) {
        if (at == steps.size()) return done(List.of());
        return steps.get(at)
                .take()
                .thenCompose(found -> found.isEmpty() ? firstFound(steps, at + 1) : done(found));
    }

    /// SRV records for each transport in turn, then plain addresses with the default port (§4.2).
    private CompletionStage<List<Destination>> byService(Name name, List<Transport> wanted) {
        var steps = new ArrayList<Step>();
        for (var transport : wanted) {
            service(name, transport)
                    .ifPresent(srv -> steps.add(() -> byServiceName(srv, transport)));
        }
        var plain = wanted.isEmpty() ? Transport.UDP : wanted.getFirst();
        steps.add(() -> addresses(new Server(plain, name, plain.defaultPort())));
        return firstFound(steps, 0);
    }

    private static Optional<Name> service(Name name, Transport transport) {
        var labels =
                switch (transport) {
                    case UDP -> "_sip._udp";
                    case TCP -> "_sip._tcp";
                    case TLS -> "_sips._tcp";
                    case WS -> "_sip._ws";
                    case WSS -> "_sips._ws";
                };
        try {
            return Optional.of(Name.fromString(labels, name));
        } catch (TextParseException _) {
            return Optional.empty(); // the name would become too long
        }
    }

    private CompletionStage<List<Destination>> byServiceName(Name service, Transport transport) {
        return records(service, Type.SRV)
                .thenCompose(
                        records -> {
                            var servers = new ArrayList<Server>();
                            for (var each : inOrder(records)) {
                                servers.add(
                                        new Server(transport, each.getTarget(), each.getPort()));
                            }
                            return allAddresses(servers, 0, new ArrayList<>());
                        });
    }

    /// By priority, and at random by weight within one.
    private static List<SRVRecord> inOrder(List<Record> records) {
        var left = new ArrayList<SRVRecord>();
        for (var each : records) {
            // "." says that the service is decidedly not there.
            if (each instanceof SRVRecord srv && !srv.getTarget().equals(Name.root)) left.add(srv);
        }
        var ordered = new ArrayList<SRVRecord>();
        while (!left.isEmpty() && ordered.size() < MOST_SERVERS) {
            int priority = left.stream().mapToInt(SRVRecord::getPriority).min().orElseThrow();
            var group = left.stream().filter(each -> each.getPriority() == priority).toList();
            int total = group.stream().mapToInt(SRVRecord::getWeight).sum();
            int point = ThreadLocalRandom.current().nextInt(total + 1);
            var chosen = group.getLast();
            for (var each : group) {
                point -= each.getWeight();
                if (point <= 0) {
                    chosen = each;
                    break;
                }
            }
            ordered.add(chosen);
            left.remove(chosen);
        }
        return ordered;
    }

    private CompletionStage<List<Destination>> allAddresses(
            List<Server> servers, int at, List<Destination> found) {
        if (at == servers.size() || found.size() >= MOST_SERVERS) return done(found);
        return addresses(servers.get(at))
                .thenCompose(
                        more -> {
                            found.addAll(more);
                            return allAddresses(servers, at + 1, found);
                        });
    }

    /// IPv4 before IPv6: a node with one address family mostly has the older one.
    private CompletionStage<List<Destination>> addresses(Server server) {
        return records(server.name(), Type.A)
                .thenCombine(
                        records(server.name(), Type.AAAA),
                        (four, six) -> {
                            var all = new ArrayList<Destination>();
                            for (var each : four) add(each, server, all);
                            for (var each : six) add(each, server, all);
                            return all;
                        });
    }

    private static void add(Record record, Server server, List<Destination> to) {
        InetAddress address =
                switch (record) {
                    case ARecord a -> a.getAddress();
                    case AAAARecord aaaa -> aaaa.getAddress();
                    default -> null;
                };
        if (address == null || to.size() >= MOST_SERVERS) return;
        to.add(new Destination(server.transport(), new InetSocketAddress(address, server.port())));
    }

    /// No such name, no such record and no answer are all the same here: nothing found.
    private CompletionStage<List<Record>> records(Name name, int type) {
        return session.lookupAsync(name, type)
                .thenApply(LookupResult::getRecords)
                .exceptionally(_ -> List.of());
    }

    private static CompletionStage<List<Destination>> done(List<Destination> found) {
        return CompletableFuture.completedFuture(found);
    }
}
