package io.carillon.sip.proxy;

import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;

import java.util.List;
import java.util.Optional;

/// Finds the phone again that a new call is meant for and whose connection has gone with its edge:
/// it opens another one and registers, and the INVITE goes on by that, or its CANCEL.
///
/// Whether the phone had got the INVITE, or even rings, nobody knows; so it gets the same one, with
/// the same branch and Via, and takes it for what it is. Decides whom to ask for and what to take
/// of the answer; [ForkControl] asks. Phones within a dialog are for [Relocation]. RFC 5626 §4.4
/// has user agents recover flows, §5.3 leaves to the proxy how it finds another one.
final class FlowRecovery {
    private final ProxySettings settings;

    FlowRecovery(ProxySettings settings) {
        this.settings = settings;
    }

    /// Whose registration tells where the phones of a request are now; empty for a request that no
    /// registration has shown its way.
    Optional<Aor> user(ResponseContext context) {
        if (!context.isInvite() || context.answered() || context.cancelled()) {
            return Optional.empty();
        }
        var routed = context.routed();
        if (routed.inOurDialog() || routed.flow().isPresent()) return Optional.empty();
        if (!(routed.request().uri() instanceof SipUri uri) || !settings.isOurs(uri)) {
            return Optional.empty();
        }
        return Aor.of(uri).map(settings::canonical);
    }

    /// Whose registration tells where a phone rings that is to be told that it need not. Of the
    /// request that was routed nothing is left by then; To names its user but where it was
    /// diverted.
    Optional<Aor> userOf(Fork untold) {
        if (!(untold.sent().to().uri() instanceof SipUri uri) || !settings.isOurs(uri)) {
            return Optional.empty();
        }
        return Aor.of(uri).map(settings::canonical);
    }

    /// Whether the phone of a fork is to come back by another connection.
    boolean isAwaited(Fork fork) {
        if (fork.isFinished() || fork.unwanted() || fork.target().flow().isEmpty()) return false;
        // An edge that leaves closes its connections one after the other while it works: what could
        // not be sent by one has met it closed.
        if (fork.client() == null) return isLeaving(fork.target().flow().get());
        return fork.hop() instanceof Hop.ByFlow(var flow)
                && flow.transport().isReliable()
                && settings.listenerOf(flow).isEmpty();
    }

    private boolean isLeaving(Flow flow) {
        return flow.transport().isReliable() && settings.isLeaving(flow);
    }

    /// The phone of a fork among the contacts of its user: by its instance where it has one, else
    /// by its contact, whose port may have changed with the connection.
    Optional<Target> among(List<Target> registered, Fork fork) {
        for (var target : registered) {
            if (isSame(target, fork.target())
                    && target.flow().filter(flow -> isAnother(flow, fork)).isPresent()) {
                return Optional.of(target);
            }
        }
        return Optional.empty();
    }

    private boolean isAnother(Flow flow, Fork fork) {
        return !settings.isLeaving(flow) && !new Hop.ByFlow(flow).equals(fork.hop());
    }

    private static boolean isSame(Target target, Target wanted) {
        if (!wanted.instance().isEmpty()) return target.instance().equals(wanted.instance());
        return target.uri().user().equals(wanted.uri().user())
                && target.uri().hostName().equals(wanted.uri().hostName());
    }
}
