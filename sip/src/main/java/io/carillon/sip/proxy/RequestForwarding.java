package io.carillon.sip.proxy;

import io.carillon.sip.auth.DigestCredentials;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Headers;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.NameAddr;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.message.Uri;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import java.util.Optional;

/// Makes the request that goes to one target out of the one that came in.
///
/// RFC 3261 §16.6 steps 1 to 6 and 8; the hop is decided before. RFC 5393 §5.
final class RequestForwarding {
    /// The most branches at once that one request may have in all proxies together: contacts that
    /// lead back here would else fork again and again (RFC 5393 §5.3.3).
    static final int MAX_BREADTH = 60;

    private final ProxySettings settings;
    private final Branches branches;
    private final DialogToken tokens;

    RequestForwarding(ProxySettings settings, Branches branches, DialogToken tokens) {
        this.settings = settings;
        this.branches = branches;
        this.tokens = tokens;
    }

    /// Where the request came from and where this copy goes.
    ///
    /// @param from the flow that it came by
    /// @param hop the way that the copy goes
    /// @param listener ours, that it leaves by
    /// @param breadth how many branches it may have from there on
    record Way(Flow from, Hop hop, Listener listener, int breadth) {}

    /// How many branches a request may have here: what it says, or the maximum.
    static int breadth(Request request) {
        var text = request.headers().value(HeaderName.MAX_BREADTH).orElse("");
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return 1; // unreadable: as careful as can be
            value = Math.min(MAX_BREADTH, value * 10 + digit);
        }
        return text.isEmpty() ? MAX_BREADTH : Math.max(1, value);
    }

    /// The copy.
    ///
    /// @param request after route preprocessing
    /// @param target what becomes the Request-URI, and the Path in front of the Route
    Request copy(Request request, Target target, Way way, String branch) throws MalformedException {
        var edit = request.headers().edit();
        var hops = request.maxForwards();
        edit.set(HeaderName.MAX_FORWARDS, Integer.toString(hops < 0 ? 70 : hops - 1));
        edit.set(HeaderName.MAX_BREADTH, Integer.toString(way.breadth()));
        if (settings.authenticate()) removeOurCredentials(edit, request);
        for (int i = target.path().size() - 1; i >= 0; i--) {
            edit.prependToName(Header.of(HeaderName.ROUTE, target.path().get(i)));
        }
        Uri uri = target.uri().withoutHeaders();
        var top = topRoute(request, target);
        if (top.isPresent() && top.get().uri() instanceof SipUri next && !next.isLooseRouter()) {
            // §16.6 step 6: the next hop routes strictly and wants itself in the Request-URI.
            edit.removeFirstValue(HeaderName.ROUTE);
            edit.append(Header.of(HeaderName.ROUTE, NameAddr.of(uri).toString()));
            uri = next;
        }
        if (settings.recordRoute() && formsDialog(request)) recordRoute(edit, request, target, way);
        edit.prepend(Header.of(HeaderName.VIA, via(way, branch)));
        return request.rerouted(uri, edit.build());
    }

    /// Credentials are taken out where they were for us; those for another proxy's realm must pass
    /// (§22.3).
    private void removeOurCredentials(Headers.Editor edit, Request request) {
        edit.remove(HeaderName.PROXY_AUTHORIZATION);
        for (var line : request.headers().all(HeaderName.PROXY_AUTHORIZATION)) {
            if (!isForUs(line)) edit.append(line);
        }
    }

    private boolean isForUs(Header line) {
        try {
            var credentials = DigestCredentials.parse(line.value(), line.name().toString());
            return credentials.map(c -> settings.isOurDomain(c.realm())).orElse(false);
        } catch (MalformedException _) {
            return false;
        }
    }

    /// The URI that decides where the copy goes: the first Route, or else the target itself.
    static Optional<NameAddr> topRoute(Request request, Target target) throws MalformedException {
        if (!target.path().isEmpty()) {
            return Optional.of(NameAddr.parse(target.path().getFirst(), "Path"));
        }
        return request.firstAddress(HeaderName.ROUTE);
    }

    /// Whether a request may begin a dialog.
    static boolean formsDialog(Request request) {
        if (request.isInDialog()) return false;
        var method = request.method();
        return method == Method.INVITE || method == Method.SUBSCRIBE || method == Method.REFER;
    }

    /// §16.6 step 4. One entry serves both sides where both are reached by their own addresses and
    /// the same listener; else each side gets its own, which names its flow (RFC 5658 §4).
    private void recordRoute(Headers.Editor edit, Request request, Target target, Way way) {
        var inside = settings.listenerOf(way.from()).orElse(way.listener());
        Optional<Flow> back =
                needsFlow(request, way.from()) ? Optional.of(way.from()) : Optional.empty();
        Optional<Flow> onward =
                way.hop() instanceof Hop.ByFlow(var flow) ? Optional.of(flow) : Optional.empty();
        var outside = way.listener();
        if (back.isPresent() || onward.isPresent() || !inside.equals(outside)) {
            edit.prependToName(
                    entry(request, inside, back, back.isPresent() ? instance(request) : ""));
        }
        edit.prependToName(entry(request, outside, onward, target.instance()));
    }

    /// Whether the caller can be reached again only the way it came: over its connection, or
    /// through the NAT that its Via did not know of.
    private static boolean needsFlow(Request request, Flow from) {
        if (from.transport().isReliable()) return true;
        var via = request.topVia();
        return via.portOrDefault() != from.remotePort() || !via.host().equals(from.remoteHost());
    }

    /// The caller's, where its Contact says it (RFC 5626 §4.3); empty for none.
    private static String instance(Request request) {
        try {
            var contact = request.firstAddress(HeaderName.CONTACT);
            return contact.flatMap(c -> c.parameters().get("+sip.instance")).orElse("");
        } catch (MalformedException _) {
            return "";
        }
    }

    /// The entry of a user agent that is reached by a flow.
    String recorded(Request request, Listener listener, Flow flow, String instance) {
        return entry(request, listener, Optional.of(flow), instance).value();
    }

    private Header entry(Request request, Listener listener, Optional<Flow> flow, String instance) {
        var out = new StringBuilder(96).append("<sip:");
        out.append(tokens.make(request, flow, instance)).append('@');
        appendAddress(out, listener);
        if (listener.transport() != Transport.UDP) {
            out.append(";transport=").append(listener.transport().parameter());
        }
        return Header.of(HeaderName.RECORD_ROUTE, out.append(";lr>").toString());
    }

    /// In a cluster it says by which flow of which edge the request came.
    private String via(Way way, String branch) {
        var listener = way.listener();
        var out = new StringBuilder(160);
        out.append("SIP/2.0/").append(listener.transport()).append(' ');
        appendAddress(out, listener);
        out.append(";branch=").append(branch);
        if (!way.from().edge().isEmpty()) {
            out.append(';').append(Branches.UPSTREAM).append('=');
            out.append(branches.upstream(branch, way.from()));
        }
        return out.toString();
    }

    private static void appendAddress(StringBuilder out, Listener listener) {
        if (listener.host().indexOf(':') >= 0) out.append('[').append(listener.host()).append(']');
        else out.append(listener.host());
        out.append(':').append(listener.port());
    }
}
