package io.carillon.sip.location;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.StatusCodes;
import io.carillon.sip.transport.Flow;

import java.util.ArrayList;
import java.util.List;

/// What a REGISTER does to the bindings of its address-of-record.
///
/// Steps 2 and 6 to 8 of RFC 3261 §10.3. Whose request it is (steps 3 and 4), and whether the
/// address is ours (steps 1 and 5), is known before; storing the events and answering comes after.
/// RFC 3327 §5.3; RFC 5626 §6.
public final class RegisterRules {
    private static final int MAX_CALL_ID = 512;
    private static final int MAX_PATH = 2048;
    private static final int MAX_USER_AGENT = 128;
    private static final int HOUR = 3600;

    private final RegistrarSettings settings;
    private final Request request;
    private final Flow flow;
    private final RegisterExtensions extensions;
    private final Bindings before;
    private final long now;

    private RegisterRules(
            RegistrarSettings settings,
            Request request,
            Flow flow,
            RegisterExtensions extensions,
            Bindings before,
            long now) {
        this.settings = settings;
        this.request = request;
        this.flow = flow;
        this.extensions = extensions;
        this.before = before;
        this.now = now;
    }

    /// Decides about a REGISTER.
    ///
    /// @param flow that it came by
    /// @param before the bindings of the address-of-record, perhaps with expired ones
    /// @param nowMillis epoch milliseconds
    public static RegisterOutcome decide(
            Request request,
            Flow flow,
            Bindings before,
            RegistrarSettings settings,
            long nowMillis) {
        var unknown = RegisterExtensions.unknown(request);
        if (unknown.isPresent()) return unknown.get();
        try {
            var extensions = RegisterExtensions.of(request);
            var unwanted = extensions.unwantedPath();
            if (unwanted.isPresent()) return unwanted.get();
            return new RegisterRules(settings, request, flow, extensions, before, nowMillis)
                    .contacts();
        } catch (MalformedException e) {
            return rejected(400, StatusCodes.reasonOf(400) + " - " + e.getMessage());
        }
    }

    private static RegisterOutcome.Rejected rejected(int status, String reason) {
        return new RegisterOutcome.Rejected(status, reason, List.of());
    }

    private RegisterOutcome contacts() throws MalformedException {
        if (!request.headers().has(HeaderName.CONTACT)) return accepted(List.of(), before, false);
        if (request.callId().length() > MAX_CALL_ID) {
            throw new MalformedException("Call-ID is too long");
        }
        if (String.join("", extensions.path()).length() > MAX_PATH) {
            throw new MalformedException("Path is too long");
        }
        if (RequestedContact.isStar(request)) return star();
        var wanted = RequestedContact.all(request, extensions.supportsOutbound(), settings);
        int flows = 0;
        int bound = 0;
        for (var contact : wanted) {
            if (contact.contact().regId() > 0) flows++;
            if (contact.expiresSeconds() > 0) bound++;
            if (isTooBrief(contact.expiresSeconds())) return tooBrief();
        }
        if (flows > 0 && !extensions.allowsOutbound()) {
            return rejected(439, StatusCodes.reasonOf(439));
        }
        if (flows > 0 && bound > 1) {
            throw new MalformedException("one binding at a time with reg-id in Contact");
        }
        return update(wanted, flows > 0);
    }

    private boolean isTooBrief(long seconds) {
        return seconds > 0 && seconds < HOUR && seconds < settings.minExpiresSeconds();
    }

    private RegisterOutcome tooBrief() {
        var least = String.valueOf(settings.minExpiresSeconds());
        return new RegisterOutcome.Rejected(
                423, StatusCodes.reasonOf(423), List.of(Header.of(HeaderName.MIN_EXPIRES, least)));
    }

    /// Step 6: `Contact: *` ends all bindings.
    private RegisterOutcome star() throws MalformedException {
        if (!RequestedContact.isProperStar(request)) {
            throw new MalformedException("Contact * needs Expires 0 and no other Contact");
        }
        var events = new ArrayList<BindingEvent>(before.size());
        for (var binding : before.all()) {
            if (!binding.isExpired(now) && order(binding) <= 0) return outOfOrder();
            events.add(new BindingEvent.Removed(binding.key(), now));
        }
        return accepted(events, Bindings.NONE, false);
    }

    /// Step 7. Order is judged against the bindings before the request: of two values for one
    /// binding, the last counts.
    private RegisterOutcome update(List<RequestedContact> wanted, boolean outbound) {
        if (wanted.size() > 2 * settings.maxContacts()) return tooMany();
        var events = new ArrayList<BindingEvent>(wanted.size());
        var after = before;
        for (var asked : wanted) {
            var known = before.find(asked.contact());
            boolean ends = asked.expiresSeconds() == 0;
            if (known.isPresent() && !known.get().isExpired(now)) {
                int order = order(known.get());
                // A repeated request finds its binding made by itself: it stays as it is.
                if (order == 0 && !ends) continue;
                if (order <= 0) return outOfOrder();
            }
            var current = after.find(asked.contact());
            var next = ends ? null : binding(asked);
            if (next != null && known.isPresent() && isRefresh(known.get(), next)) {
                var old = known.get();
                after =
                        after.with(
                                old.refreshed(next.callId(), next.cseq(), now, next.expiresAt()));
                continue;
            }
            if (current.isPresent() && (ends || !current.get().key().equals(next.key()))) {
                var removed = new BindingEvent.Removed(current.get().key(), now);
                events.add(removed);
                after = after.after(removed);
            }
            if (!ends) {
                var event = new BindingEvent.Bound(next);
                events.add(event);
                after = after.after(event);
            }
        }
        int live = after.withoutExpired(now).size();
        if (live > settings.maxContacts() && live > before.withoutExpired(now).size()) {
            return tooMany();
        }
        return accepted(events, after, outbound);
    }

    /// More than 0 when the request is newer than the one that made the binding, 0 when it is the
    /// same, less when it is older.
    private int order(Binding binding) {
        if (!binding.callId().equals(request.callId())) return 1;
        return Long.compare(request.cseq().number(), binding.cseq());
    }

    private Binding binding(RequestedContact asked) {
        long granted = asked.expiresSeconds() * 1000;
        var contact = asked.contact();
        boolean outbound = contact.regId() > 0;
        var back =
                extensions.isDirect()
                        ? ReturnFlow.of(request, flow, asked.parsed(), outbound)
                        : java.util.Optional.<Flow>empty();
        return new Binding(
                contact,
                request.callId(),
                request.cseq().number(),
                now,
                now + granted,
                now + granted * settings.leaseFactor(),
                back,
                extensions.path(),
                userAgent());
    }

    private String userAgent() {
        var text = request.headers().value(HeaderName.USER_AGENT).orElse("");
        return text.length() <= MAX_USER_AGENT ? text : text.substring(0, MAX_USER_AGENT);
    }

    /// Whether nothing but the time changes, and the new time lies inside the stored lease, which
    /// in turn is not longer than a new one would be. Call-ID and CSeq are not worth a write: they
    /// are compared to put requests of one user agent in order, and a restart in between delays
    /// more than a network reorders.
    private static boolean isRefresh(Binding old, Binding next) {
        return old.contact().equals(next.contact())
                && next.expiresAt() <= old.leaseUntil()
                && old.leaseUntil() <= next.leaseUntil()
                && old.flow().equals(next.flow())
                && old.path().equals(next.path())
                && old.userAgent().equals(next.userAgent());
    }

    private RegisterOutcome accepted(List<BindingEvent> events, Bindings after, boolean outbound) {
        return new RegisterOutcome.Accepted(
                List.copyOf(events),
                after.withoutExpired(now),
                !extensions.path().isEmpty(),
                outbound);
    }

    /// Step 7 says that the request fails, and leaves the status open: 500, as for every request
    /// that comes out of order (§12.2.2).
    private static RegisterOutcome outOfOrder() {
        return rejected(500, "CSeq Out of Order");
    }

    private static RegisterOutcome tooMany() {
        return rejected(403, "Too Many Contacts");
    }
}
