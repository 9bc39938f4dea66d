package io.carillon.sip.proxy;

import io.carillon.sip.location.Aor;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Listener;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What the proxy core must know of its place in the world; the same on every node but for the
/// name of its own edge.
///
/// @param domains the domains we are responsible for, lower case; the first one also stands for
///     our own addresses
/// @param edges all sockets of the cluster as they are known at the moment; the first one of a
///     transport is the default to send from
/// @param recordRoute whether to stay in the path of dialogs
/// @param authenticate whether requests from our own users need a digest
/// @param relay who may send to domains that are not ours
/// @param routes static next hops, first match wins
/// @param timers T1, T2, T4 in milliseconds
/// @param timerCMillis how long a branch may ring (§16.6 step 11), milliseconds
/// @param keepsCopies whether another node keeps a copy of each unanswered INVITE
public record ProxySettings(
        List<String> domains,
        Supplier<Edges> edges,
        boolean recordRoute,
        boolean authenticate,
        Relay relay,
        List<RouteRule> routes,
        Timers timers,
        long timerCMillis,
        boolean keepsCopies) {

    /// Who may send requests to domains that are not ours.
    public enum Relay {
        NONE,
        AUTHENTICATED,
        ANY
    }

    /// A static next hop: for a domain, or for a prefix of the user part in our own domains.
    ///
    /// @param domain lower case; empty when the rule is for a prefix
    /// @param prefix of the unescaped user part; empty when the rule is for a domain
    /// @param nextHop the URI to send to, as if it were the topmost Route
    public record RouteRule(Optional<String> domain, Optional<String> prefix, SipUri nextHop) {}

    /// The base timers of RFC 3261 table 4, milliseconds.
    public record Timers(long t1, long t2, long t4) {
        public static final Timers DEFAULT = new Timers(500, 4_000, 5_000);
    }

    /// Whether a host, in lower case and without brackets, is a domain of ours.
    public boolean isOurDomain(String host) {
        return domains.contains(host);
    }

    /// Whether a URI names us or a user of ours: by a domain of ours, or by one of our addresses.
    public boolean isOurs(SipUri uri) {
        return isOurDomain(uri.hostName()) || isOurListener(uri.hostName(), uri.port());
    }

    /// Whether the From of a request names a user of ours.
    public boolean claimsOurUser(Request request) {
        return request.from().uri() instanceof SipUri from && isOurs(from);
    }

    /// The realm in which the user that a URI of ours names is authenticated.
    public String realmOf(SipUri uri) {
        return isOurDomain(uri.hostName()) ? uri.hostName() : domains.getFirst();
    }

    /// The address under which a user is kept: our own addresses stand for the first domain.
    public Aor canonical(Aor aor) {
        return isOurDomain(aor.domain()) ? aor : new Aor(aor.user(), domains.getFirst());
    }

    /// Whether host, as a URI or a Via has it, and port (-1 for none) name one of our listeners, on
    /// whichever node, or one that has left.
    public boolean isOurListener(String host, int port) {
        return edges.get().isOurs(host, port);
    }

    /// The listener that a flow belongs to; empty when its edge has left.
    public Optional<Listener> listenerOf(Flow flow) {
        return edges.get().listenerOf(flow);
    }

    /// Whether a connection that is gone, or may go at any time, is one that its phone replaces by
    /// another: its edge has left, or is about to.
    public boolean isLeaving(Flow flow) {
        var known = edges.get();
        return known.isLeaving(flow.edge()) || known.listenerOf(flow).isEmpty();
    }

    /// The way to an address for what came by an edge: see [Edges#to].
    public Optional<Edges.Way> wayTo(Destination destination, String cameBy) {
        return edges.get().to(destination, cameBy);
    }
}
