package io.carillon.sip.proxy;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Response;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;

import java.util.ArrayList;
import java.util.Optional;

/// A phone that answers a call by another connection than it was called by: the one that brought
/// the INVITE is gone, and the dialog shall use the one that is there.
///
/// Nothing but the phone knows the branch, so its word is taken. Requests of dialogs that were
/// established before are for [Relocation]. RFC 3261 §16.7 step 8 lets a proxy change its own
/// Record-Route in a response.
final class Reconnection {
    private final ProxySettings settings;
    private final RequestForwarding forwarding;

    Reconnection(ProxySettings settings, RequestForwarding forwarding) {
        this.settings = settings;
        this.forwarding = forwarding;
    }

    /// The fork, with the connection in it that its phone has last said something by.
    ///
    /// @param by the flow that a response came by, where that is known
    Fork reached(Fork fork, Optional<Flow> by) {
        if (by.isEmpty() || !(fork.hop() instanceof Hop.ByFlow(var known))) return fork;
        boolean connections = known.transport().isReliable() && by.get().transport().isReliable();
        return !connections || known.equals(by.get()) || settings.listenerOf(by.get()).isEmpty()
                ? fork
                : fork.reachedBy(new Hop.ByFlow(by.get()));
    }

    /// The response, with the present connection in our Record-Route where it named another one:
    /// also where the INVITE has been sent by both, for the phone has answered the first.
    Response heard(Fork fork, Response response) {
        if (fork.sent() == null || response.status() >= 300) return response;
        if (!(fork.hop() instanceof Hop.ByFlow(var by)) || !by.transport().isReliable()) {
            return response;
        }
        var listener = settings.listenerOf(by);
        var recorded = fork.sent().headers().values(HeaderName.RECORD_ROUTE);
        if (listener.isEmpty() || recorded.isEmpty()) return response;
        var instance = fork.target().instance();
        var present = forwarding.recorded(fork.sent(), listener.get(), by, instance);
        if (present.equals(recorded.getFirst())) return response;
        var routes = new ArrayList<>(response.headers().values(HeaderName.RECORD_ROUTE));
        int ours = routes.indexOf(recorded.getFirst());
        if (ours < 0) return response;
        routes.set(ours, present);
        var edit = response.headers().edit().remove(HeaderName.RECORD_ROUTE);
        for (var route : routes.reversed()) {
            edit.prependToName(Header.of(HeaderName.RECORD_ROUTE, route));
        }
        return response.withHeaders(edit.build());
    }
}
