package io.carillon.sip.transport;

import io.carillon.sip.message.Hosts;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The sockets of the whole cluster at one moment, as every node knows them: which addresses are
/// ours, and by which edge a message can leave.
///
/// An edge is a node with SIP sockets, named by its cluster address `host:port`; a node that is
/// alone has the empty name. Immutable. RFC 3261 §16.4, §18.1.1.
public final class Edges {
    private final String own;
    private final Map<String, List<Listener>> live;
    private final Set<String> leaving;
    private final List<Listener> departed;

    /// This node's edge first, the others by name: all nodes try them in one order.
    private final List<Way> ways;

    /// The addresses of all edges, those that have left included.
    private final List<Listener> ours;

    private Edges(
            String own,
            Map<String, List<Listener>> live,
            Set<String> leaving,
            List<Listener> departed) {
        this.own = own;
        this.live = Map.copyOf(live);
        this.leaving = Set.copyOf(leaving);
        this.departed = List.copyOf(departed);
        this.ways = List.copyOf(ways(own, live));
        var all = new ArrayList<Listener>();
        for (var way : ways) all.add(way.listener());
        all.addAll(departed);
        this.ours = List.copyOf(all);
    }

    private static List<Way> ways(String own, Map<String, List<Listener>> live) {
        var ways = new ArrayList<Way>();
        for (var listener : live.getOrDefault(own, List.of())) ways.add(new Way(own, listener));
        for (var edge : new TreeMap<>(live).entrySet()) {
            if (edge.getKey().equals(own)) continue;
            for (var listener : edge.getValue()) ways.add(new Way(edge.getKey(), listener));
        }
        return ways;
    }

    /// A socket to send by, and the edge that it belongs to.
    public record Way(String edge, Listener listener) {}

    /// A node without others.
    public static Edges alone(List<Listener> listeners) {
        return of("", Map.of("", listeners), List.of());
    }

    /// The edges of a cluster none of which is about to leave.
    public static Edges of(String own, Map<String, List<Listener>> live, List<Listener> departed) {
        return of(own, live, Set.of(), departed);
    }

    /// The edges of a cluster.
    ///
    /// @param own the name of this node; it is among the live ones if it has sockets
    /// @param live the listeners of each edge that can be sent by
    /// @param leaving those of them that finish what is under way and are to begin nothing new
    /// @param departed listeners of edges that have left, which others still address us by
    public static Edges of(
            String own,
            Map<String, List<Listener>> live,
            Set<String> leaving,
            List<Listener> departed) {
        return new Edges(own, live, leaving, departed);
    }

    /// The name of this node.
    public String own() {
        return own;
    }

    /// Whether messages can be sent by this edge.
    public boolean isLive(String edge) {
        return live.containsKey(edge);
    }

    /// These, with this node's own about to leave.
    public Edges leaving() {
        var all = new HashSet<>(leaving);
        all.add(own);
        return new Edges(own, live, all, departed);
    }

    /// Whether an edge finishes what is under way and begins nothing new. Its sockets work, and
    /// the phones whose connections it closes come back by another edge.
    public boolean isLeaving(String edge) {
        return leaving.contains(edge);
    }

    /// Whether host, as a URI or a Via has it, and port (-1 for none) name a listener of ours.
    public boolean isOurs(String host, int port) {
        for (int i = 0; i < ours.size(); i++) {
            var listener = ours.get(i);
            int wanted = port < 0 ? listener.transport().defaultPort() : port;
            if (listener.port() == wanted && isSameHost(listener.host(), host)) return true;
            if (listener.bound().getPort() == wanted
                    && isSameHost(listener.bound().getAddress().getHostAddress(), host)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a listener of ours has this port.
    public boolean listensOn(int port) {
        for (var listener : ours) if (listener.port() == port) return true;
        return false;
    }

    /// IPv6 has many spellings of one address, and stands in brackets in a Via.
    private static boolean isSameHost(String ours, String host) {
        if (ours.equalsIgnoreCase(host)) return true;
        return host.indexOf(':') >= 0
                && ours.indexOf(':') >= 0
                && Hosts.canonical(ours).equals(Hosts.canonical(host));
    }

    /// The way to an address: by the edge that the request came by where it has a socket that fits,
    /// else by this node's own, else by any. A call then stands and falls with the edge of who
    /// calls, who takes note, and not with the node as well that happens to own it. An edge that
    /// leaves is taken only where no other fits.
    public Optional<Way> to(Destination destination, String cameBy) {
        var staying = to(destination, cameBy, false);
        return staying.isPresent() || leaving.isEmpty() ? staying : to(destination, cameBy, true);
    }

    private Optional<Way> to(Destination destination, String cameBy, boolean thatLeave) {
        var best = bestOf(cameBy, destination, thatLeave);
        if (best.isPresent() || ways.isEmpty()) return best;
        var other = bestOf(own, destination, thatLeave);
        if (other.isPresent()) return other;
        for (var edge : ways) {
            var any = bestOf(edge.edge(), destination, thatLeave);
            if (any.isPresent()) return any;
        }
        return Optional.empty();
    }

    private Optional<Way> bestOf(String edge, Destination destination, boolean leaves) {
        return leaving.contains(edge) == leaves ? bestOf(edge, destination) : Optional.empty();
    }

    /// The listener of this node's own edge for an address.
    public Optional<Listener> fromHere(Destination destination) {
        return bestOf(own, destination).map(Way::listener);
    }

    /// The first listener of an edge with the transport and the address family; else one that is
    /// bound to every address.
    private Optional<Way> bestOf(String edge, Destination destination) {
        boolean six = destination.address().getAddress() instanceof Inet6Address;
        Way found = null;
        for (int i = 0; i < ways.size(); i++) {
            var way = ways.get(i);
            var listener = way.listener();
            if (listener.transport() != destination.transport() || !way.edge().equals(edge)) {
                continue;
            }
            if (listener.bound().getAddress() instanceof Inet6Address == six) {
                return Optional.of(way);
            }
            if (found == null && listener.bound().getAddress().isAnyLocalAddress()) found = way;
        }
        return Optional.ofNullable(found);
    }

    /// The listener that a flow belongs to; empty when its edge has left.
    public Optional<Listener> listenerOf(Flow flow) {
        for (var listener : live.getOrDefault(flow.edge(), List.of())) {
            if (listener.transport() == flow.transport() && listener.index() == flow.listener()) {
                return Optional.of(listener);
            }
        }
        return Optional.empty();
    }

    /// Which transports can be sent by.
    public Set<Transport> transports() {
        var set = EnumSet.noneOf(Transport.class);
        for (var way : ways) set.add(way.listener().transport());
        return set;
    }

    @Override
    public String toString() {
        return "Edges[own="
                + own
                + ", ways="
                + ways
                + ", leaving="
                + leaving
                + ", ours="
                + ours
                + "]";
    }
}
