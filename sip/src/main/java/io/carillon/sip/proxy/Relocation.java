package io.carillon.sip.proxy;

import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.transport.Flow;

import java.util.List;
import java.util.Optional;

/// Finds a user agent again whose flow in a dialog is gone, by the registration that it has made
/// since: an open call goes on over the connection by which it came back.
///
/// Decides whom to ask for and what to take of the answer; [ForkControl] asks. RFC 5626 §5.3 leaves
/// to the proxy how it finds another flow.
final class Relocation {
    private final ProxySettings settings;
    private final DialogToken tokens;

    Relocation(ProxySettings settings, DialogToken tokens) {
        this.settings = settings;
        this.tokens = tokens;
    }

    /// Whose registration tells where the far side of a dialog is now; empty when the lost flow is
    /// not one that the dialog names, or the far side is no user of ours.
    Optional<Aor> user(ResponseContext context, Flow gone) {
        var named = context.routed().flow();
        if (named.isEmpty() || !named.get().equals(gone)) return Optional.empty();
        if (!(context.received().to().uri() instanceof SipUri to) || !settings.isOurs(to)) {
            return Optional.empty();
        }
        return Aor.of(to).map(settings::canonical);
    }

    /// Whether the answer to such a question is awaited: the one fork of the request is neither
    /// started nor finished, although there is nothing to resolve.
    static boolean isUnderWay(ResponseContext context) {
        if (context.answered() || context.forks().size() != 1) return false;
        if (context.routed().flow().isEmpty()) return false;
        var fork = context.forks().getFirst();
        return fork.client() == null && !fork.isFinished() && fork.target().flow().isPresent();
    }

    /// The same user agent among the contacts of its user: by its instance where the dialog knows
    /// it, else by its contact, whose port may have changed with the connection.
    Optional<Target> among(List<Target> registered, ResponseContext context) {
        var request = context.routed().request();
        var gone = context.routed().flow().orElseThrow();
        if (!(request.uri() instanceof SipUri contact)) return Optional.empty();
        int mark = mark(context.received(), gone);
        for (var target : registered) {
            if (isSame(target, mark, contact) && isAlive(target, gone)) {
                return Optional.of(moved(target, contact));
            }
        }
        return Optional.empty();
    }

    /// Whether the user agent is registered, but only by flows that are gone: it will be back as
    /// soon as it has noticed.
    boolean isAway(List<Target> registered, ResponseContext context) {
        var gone = context.routed().flow().orElseThrow();
        if (!(context.routed().request().uri() instanceof SipUri contact)) return false;
        int mark = mark(context.received(), gone);
        return registered.stream()
                .anyMatch(each -> isSame(each, mark, contact) && !isAlive(each, gone));
    }

    private static boolean isSame(Target target, int mark, SipUri contact) {
        return mark != 0 ? hasMark(target, mark) : isContact(target.uri(), contact);
    }

    private static boolean hasMark(Target target, int mark) {
        return !target.instance().isEmpty() && DialogToken.mark(target.instance()) == mark;
    }

    private static boolean isContact(SipUri registered, SipUri contact) {
        return registered.user().equals(contact.user())
                && registered.hostName().equals(contact.hostName());
    }

    private boolean isAlive(Target target, Flow gone) {
        var flow = target.flow();
        if (flow.isEmpty()) return true;
        return !flow.get().equals(gone) && settings.listenerOf(flow.get()).isPresent();
    }

    /// The Request-URI of a dialog is its own affair (§12.2.1.1): only the way is another.
    private static Target moved(Target target, SipUri contact) {
        return target.flow().isEmpty()
                ? target
                : new Target(
                        contact,
                        target.q(),
                        target.flow(),
                        target.path(),
                        target.instance(),
                        target.regId());
    }

    /// What the entry that names a flow remembers of the user agent at its end.
    private int mark(Request received, Flow gone) {
        try {
            for (var route : received.addresses(HeaderName.ROUTE)) {
                if (!(route.uri() instanceof SipUri uri)) continue;
                var content = uri.user().flatMap(token -> tokens.read(received, token));
                if (content.isPresent() && content.get().flow().equals(Optional.of(gone))) {
                    return content.get().mark();
                }
            }
        } catch (MalformedException _) {
            // It was read before.
        }
        return 0;
    }
}
