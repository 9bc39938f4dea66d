package io.carillon.sip.proxy;

import io.carillon.sip.location.Target;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.message.Via;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.ResponseHop;

import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// Forwards what belongs to no transaction: the ACK of a 2xx, and responses whose transaction is
/// gone. RFC 3261 §16.11.
final class StatelessForwarding {
    private final ProxySettings settings;
    private final Branches branches;
    private final DialogToken tokens;
    private final RequestForwarding forwarding;

    StatelessForwarding(ProxySettings settings, Branches branches, DialogToken tokens) {
        this.settings = settings;
        this.branches = branches;
        this.tokens = tokens;
        this.forwarding = new RequestForwarding(settings, branches, tokens);
    }

    /// Forwards an ACK; `resolved` is empty until its host has been looked up.
    void ack(Turn turn, Request ack, Flow flow, List<Destination> resolved) {
        if (ack.maxForwards() == 0) return;
        try {
            var routed = RoutePreprocessing.of(ack, settings, tokens);
            boolean allowed = routed.inOurDialog() || settings.relay() == ProxySettings.Relay.ANY;
            if (!allowed || !(routed.request().uri() instanceof SipUri uri)) return;
            var target = Target.of(uri, routed.flow());
            if (routed.flow().isPresent()) {
                var by = present(turn, routed.flow().get(), flow);
                var listener = settings.listenerOf(by);
                if (listener.isEmpty()) return;
                sendAck(turn, ack, routed, target, new Hop.ByFlow(by), listener.get(), flow);
                return;
            }
            var route = RequestForwarding.topRoute(routed.request(), target);
            var next = route.isPresent() ? route.get().uri() : uri;
            if (!(next instanceof SipUri nextUri)) return;
            var host = NextHop.of(nextUri);
            if (host.isEmpty()) return;
            var literal = NextHop.literal(host.get());
            if (literal.isPresent()) {
                sendAck(turn, ack, routed, target, literal.get(), flow);
            } else if (!resolved.isEmpty()) {
                sendAck(turn, ack, routed, target, resolved.getFirst(), flow);
            } else {
                turn.effects.add(new ProxyEffect.ResolveStateless(ack, flow, host.get()));
            }
        } catch (MalformedException _) {
            // An ACK is never answered.
        }
    }

    /// The connection by which the phone that has answered was last heard. It may have come back by
    /// another one than the dialog names while it waits for this ACK; of two INVITEs that are under
    /// way each goes as its dialog says, as long as there is that connection. Else the later one
    /// was sent by another, which is the one to go by.
    private Flow present(Turn turn, Flow named, Flow from) {
        if (!named.transport().isReliable()) return named;
        var accepted = accepted(turn);
        if (settings.listenerOf(named).isEmpty()) {
            return accepted.reversed().stream()
                    .filter(flow -> !flow.equals(from) && settings.listenerOf(flow).isPresent())
                    .findFirst()
                    .orElse(named);
        }
        return accepted.size() == 1 ? accepted.getFirst() : named;
    }

    /// The connections by which INVITEs were accepted, each once, the latest last.
    private static SequencedSet<Flow> accepted(Turn turn) {
        var accepted = new LinkedHashSet<Flow>();
        for (var context : turn.contexts) {
            if (!context.isInvite()) continue;
            for (var fork : context.forks()) {
                if (!fork.isFinished() || !fork.outcome().isSuccess()) continue;
                if (fork.hop() instanceof Hop.ByFlow(var flow)) accepted.addLast(flow);
            }
        }
        return accepted;
    }

    private void sendAck(
            Turn turn,
            Request ack,
            RoutePreprocessing.Routed routed,
            Target target,
            Destination destination,
            Flow from)
            throws MalformedException {
        var way = settings.wayTo(destination, from.edge());
        if (way.isEmpty()) return;
        var hop = new Hop.To(way.get().edge(), destination);
        sendAck(turn, ack, routed, target, hop, way.get().listener(), from);
    }

    private void sendAck(
            Turn turn,
            Request ack,
            RoutePreprocessing.Routed routed,
            Target target,
            Hop hop,
            Listener listener,
            Flow from)
            throws MalformedException {
        int breadth = RequestForwarding.breadth(ack);
        var way = new RequestForwarding.Way(from, hop, listener, breadth);
        var branch = branches.derive(ack, target.uri().toString(), 0);
        var copy = forwarding.copy(routed.request(), target, way, branch);
        turn.effects.add(new ProxyEffect.SendStateless(copy, hop));
    }

    /// Deviation: RFC 6026 §7.3 forbids forwarding a response that matches no transaction. A branch
    /// that verifies shows that this cluster forwarded the request, so the response is no stray:
    /// it goes back the way its request came. Otherwise the death of a node would lose it.
    void stray(Turn turn, Response response) {
        if (response.status() == 100 || response.method() == Method.CANCEL) return;
        if (!branches.verify(response)) return;
        var headers = response.headers().edit().removeFirstValue(HeaderName.VIA).build();
        var stripped = response.withHeaders(headers);
        // Of a transaction that we do know, this is what a fork had to say that was given up.
        boolean late = turn.find(TransactionKey.ofAnswered(stripped)) != null;
        if (late && !(stripped.isSuccess() && stripped.method() == Method.INVITE)) return;
        hopOf(response, stripped)
                .ifPresent(hop -> turn.effects.add(new ProxyEffect.SendResponse(stripped, hop)));
    }

    /// By the flow that our Via names; else where the Via below ours says.
    private Optional<Hop> hopOf(Response response, Response stripped) {
        var via = stripped.topVia();
        var flow = branches.upstream(response);
        if (flow.isPresent()) return Optional.of(ResponseHop.of(via, flow.get()));
        var literal = NextHop.literal(ResponseHop.hostPort(via));
        if (literal.isEmpty()) return Optional.empty();
        var destination = withPort(literal.get(), via);
        return settings.wayTo(destination, "").map(way -> new Hop.To(way.edge(), destination));
    }

    private static Destination withPort(Destination destination, Via via) {
        int port = destination.address().getPort();
        if (port > 0) return destination;
        var address =
                new InetSocketAddress(destination.address().getAddress(), via.portOrDefault());
        return new Destination(destination.transport(), address);
    }
}
