package io.carillon.sip.proxy;

import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.SipUri;

/// Decides where a request goes: policy as one ordered list of rules. RFC 3261 §16.5.
final class TargetSet {
    private final ProxySettings settings;

    TargetSet(ProxySettings settings) {
        this.settings = settings;
    }

    sealed interface Decision {
        /// To this one target.
        record Forward(Target target) implements Decision {}

        /// To wherever this user is.
        record Locate(Aor aor) implements Decision {}

        /// Nowhere.
        record Refuse(int status) implements Decision {}
    }

    /// @param authenticated whether the sender has proved to be a user of ours
    Decision of(RoutePreprocessing.Routed routed, boolean authenticated) {
        var request = routed.request();
        if (!(request.uri() instanceof SipUri uri)) return new Decision.Refuse(416);
        // 1. A dialog that we let through before follows its route set.
        boolean routedOn = request.headers().has(HeaderName.ROUTE);
        if (routed.inOurDialog()
                && (routedOn || routed.flow().isPresent() || !settings.isOurs(uri))) {
            return new Decision.Forward(Target.of(uri, routed.flow()));
        }
        // 2. Our own users, unless the sender has chosen another way for the request.
        if (!routedOn && settings.isOurs(uri)) return local(uri, authenticated);
        // 3. Everything else leaves us, and not everybody may send it.
        if (!mayRelay(authenticated)) return new Decision.Refuse(403);
        if (!routedOn) {
            for (var rule : settings.routes()) {
                if (rule.domain().filter(uri.hostName()::equals).isPresent()) {
                    return new Decision.Forward(Target.by(uri, rule.nextHop()));
                }
            }
        }
        return new Decision.Forward(Target.of(uri, routed.flow()));
    }

    private Decision local(SipUri uri, boolean authenticated) {
        var aor = Aor.of(uri);
        if (aor.isEmpty()) return new Decision.Refuse(404);
        for (var rule : settings.routes()) {
            if (rule.prefix().filter(aor.get().user()::startsWith).isPresent()) {
                if (!mayUseGateways(authenticated)) return new Decision.Refuse(403);
                return new Decision.Forward(Target.by(uri, rule.nextHop()));
            }
        }
        return new Decision.Locate(settings.canonical(aor.get()));
    }

    /// A prefix is a way out to others, mostly one that costs: it is for our own users, and for
    /// everybody only where nobody is asked who he is.
    private boolean mayUseGateways(boolean authenticated) {
        return authenticated
                || !settings.authenticate()
                || settings.relay() == ProxySettings.Relay.ANY;
    }

    private boolean mayRelay(boolean authenticated) {
        return switch (settings.relay()) {
            case NONE -> false;
            case AUTHENTICATED -> authenticated;
            case ANY -> true;
        };
    }
}
