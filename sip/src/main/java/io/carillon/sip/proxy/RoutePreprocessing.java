package io.carillon.sip.proxy;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.NameAddr;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.transport.Flow;

import java.util.Optional;

/// Takes our own entries off the front of the route: what is left says where the request goes.
///
/// Deviation: a Request-URI `maddr` that names us (§16.4, second paragraph) is not interpreted;
/// maddr is deprecated and was a way around policy. RFC 3261 §16.4, §16.12.1.
public final class RoutePreprocessing {
    private RoutePreprocessing() {}

    /// The outcome.
    ///
    /// @param request without our own Route entries, its Request-URI restored where the last hop
    ///     was a strict router
    /// @param inOurDialog whether one of the entries proved that this call was let through before
    /// @param flow the flow that the entry of the far side names, if it names one
    public record Routed(Request request, boolean inOurDialog, Optional<Flow> flow) {}

    /// Processes a request.
    public static Routed of(Request request, ProxySettings settings, DialogToken tokens)
            throws MalformedException {
        var proved = false;
        Optional<Flow> flow = Optional.empty();
        var current = request;
        if (current.uri() instanceof SipUri uri && uri.isLooseRouter()) {
            var content = content(uri, request, tokens);
            boolean names = uri.user().isEmpty() && namesUs(uri, settings);
            if (content.isPresent() || names) current = fromStrictRouter(current);
            proved = content.isPresent();
            flow = content.flatMap(DialogToken.Content::flow);
        }
        while (true) {
            var top = current.firstAddress(HeaderName.ROUTE);
            if (top.isEmpty() || !(top.get().uri() instanceof SipUri uri)) break;
            var content = content(uri, request, tokens);
            if (content.isEmpty() && !namesUs(uri, settings)) break;
            if (content.isPresent()) {
                // Of our entries in a row the last is that of the far side. The sender's own may
                // name a flow that it has left since: another connection, another port of its NAT.
                proved = true;
                flow = content.get().flow();
            }
            current =
                    current.rerouted(
                            current.uri(),
                            current.headers().edit().removeFirstValue(HeaderName.ROUTE).build());
        }
        return new Routed(current, proved, flow);
    }

    /// An entry whose token is of this dialog is ours whatever address it names: the edge that made
    /// it may be gone, and its address unknown to a node that came later.
    private static Optional<DialogToken.Content> content(
            SipUri uri, Request request, DialogToken tokens) {
        return uri.user().flatMap(token -> tokens.read(request, token));
    }

    /// A Route value that names us and no user is ours with `lr` or without: §16.4 does not ask for
    /// it, and user agents are told of their outbound proxy in either way.
    private static boolean namesUs(SipUri uri, ProxySettings settings) {
        if (!uri.isLooseRouter() && uri.user().isPresent()) return false;
        return settings.isOurListener(uri.hostName(), uri.port())
                || settings.isOurDomain(uri.hostName())
                        && (uri.port() < 0 || settings.edges().get().listensOn(uri.port()));
    }

    /// Whether every Route value names us, or there is none: nothing is left to visit after us.
    static boolean endsHere(Request request, ProxySettings settings) throws MalformedException {
        for (var route : request.addresses(HeaderName.ROUTE)) {
            if (!(route.uri() instanceof SipUri uri) || !namesUs(uri, settings)) return false;
        }
        return true;
    }

    /// §16.4, first paragraph: a strict router has put our entry into the Request-URI and the real
    /// one at the end of the Route.
    private static Request fromStrictRouter(Request request) throws MalformedException {
        var routes = request.addresses(HeaderName.ROUTE);
        if (routes.isEmpty()) return request;
        var last = routes.getLast();
        var edit = request.headers().edit().remove(HeaderName.ROUTE);
        for (NameAddr route : routes.subList(0, routes.size() - 1)) {
            edit.append(Header.of(HeaderName.ROUTE, route.toString()));
        }
        return request.rerouted(last.uri(), edit.build());
    }
}
