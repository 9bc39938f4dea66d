package io.carillon.sip.proxy;

import io.carillon.sip.location.LocationReply;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transaction.Timer;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.ResponseHop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The stateful proxy of RFC 3261 §16 for all requests of one Call-ID, as a fold: a state and an
/// event in, the next state and the effects out. It keeps nothing between steps.
///
/// Requests have passed [RequestValidation] before they come here.
public final class ProxyCore {
    /// How long an entity may take to say where a user is: longer than it takes to be sure that its
    /// node is dead and to start it on another, and the caller shall still be listening.
    private static final long LOOKUP_MILLIS = 20_000;

    /// Requests of one Call-ID that are under way or linger for their retransmissions. Sixteen a
    /// second for the 32 s that most linger is more than any dialog has; they are searched in
    /// order, so a flood under one Call-ID must not pile them up.
    static final int MOST_TRANSACTIONS = 512;

    private final ProxySettings settings;
    private final Branches branches;
    private final DialogToken tokens;
    private final LocalAnswers answers;
    private final ForkControl forks;
    private final CallerAuthentication authentication;
    private final StatelessForwarding stateless;
    private final TargetSet targetSet;

    public ProxyCore(
            ProxySettings settings, Branches branches, DialogToken tokens, LocalAnswers answers) {
        this.settings = settings;
        this.branches = branches;
        this.tokens = tokens;
        this.answers = answers;
        this.forks = new ForkControl(settings, branches, tokens, answers);
        this.authentication = new CallerAuthentication(settings, answers, forks);
        this.stateless = new StatelessForwarding(settings, branches, tokens);
        this.targetSet = new TargetSet(settings);
    }

    /// The next state, and what is to be done, in order.
    public record Step(CallState next, List<ProxyEffect> effects) {}

    /// One step.
    ///
    /// @param now epoch milliseconds; must not go back by much between steps
    public Step on(CallState state, ProxyEvent event, long now) {
        var turn = new Turn(state, now, settings.timers());
        switch (event) {
            case ProxyEvent.Received(var request, var flow) -> received(turn, request, flow);
            case ProxyEvent.Answered(var response, var flow) -> responded(turn, response, flow);
            case ProxyEvent.Authenticated e -> authenticated(turn, e);
            case ProxyEvent.Located(var key, var reply) -> located(turn, key, reply);
            case ProxyEvent.LookupFailed(var key) -> lookupFailed(turn, key);
            case ProxyEvent.Resolved(var key, var fork, var destinations) ->
                    resolved(turn, key, fork, destinations);
            case ProxyEvent.ResolvedStateless(var ack, var flow, var destinations) -> {
                // An ACK for nowhere is dropped; asked once more it would go round for ever.
                if (!destinations.isEmpty()) stateless.ack(turn, ack, flow, destinations);
            }
            case ProxyEvent.Unreachable(var client) -> unreachable(turn, client);
            case ProxyEvent.EdgeGone(var edge) -> forks.edgeGone(turn, edge);
            case ProxyEvent.Resumed(var former, var origin) -> resume(turn, former, origin);
            case ProxyEvent.Kept() -> kept(turn);
            case ProxyEvent.Woken() -> {}
        }
        fireDue(turn);
        var next = turn.end();
        if (settings.keepsCopies()) Copies.bringUpToDate(turn.effects, state, next);
        return new Step(next, turn.effects);
    }

    // --- requests -------------------------------------------------------------------------------

    private void received(Turn turn, Request request, Flow flow) {
        var known = turn.find(TransactionKey.ofServer(request));
        if (request.method() == Method.ACK) {
            ack(turn, known, request, flow);
        } else if (known != null) {
            turn.effects.add(new ProxyEffect.Repeated(false));
            turn.put(turn.server(known, known.server().retransmitted(turn.timers(flow))));
        } else if (request.method() == Method.CANCEL) {
            cancel(turn, request, flow);
        } else if (isFull(turn)) {
            turnAway(turn, request, flow);
        } else {
            long likeness = branches.likeness(request);
            var first = Repetition.firstOf(turn, likeness);
            if (first == null && isForAnother(request, flow)) {
                turnAway(turn, request, flow);
            } else if (first == null) {
                begin(turn, request, flow, likeness);
            } else if (turn.repetitions(first).size() >= Repetition.MOST) {
                respond(turn, answers.stateless(request, 482), flow);
            } else {
                turn.put(forks.join(turn, first, context(turn, request, flow, likeness)));
            }
        }
    }

    private static boolean isFull(Turn turn) {
        return turn.contexts.size() >= MOST_TRANSACTIONS;
    }

    /// Whether a dialog is to begin by an edge that is about to leave: its sender has others. Who
    /// only repeats what another edge is slow with is not refused, for that would be an answer.
    private boolean isForAnother(Request request, Flow flow) {
        return RequestForwarding.formsDialog(request)
                && settings.edges().get().isLeaving(flow.edge());
    }

    /// §21.5.4: another edge, or this one after its restart, is there by then.
    private void turnAway(Turn turn, Request request, Flow flow) {
        var response = answers.stateless(request, 503).with(HeaderName.RETRY_AFTER, "5");
        respond(turn, response, flow);
    }

    /// Answers without a transaction.
    private static void respond(Turn turn, Response response, Flow flow) {
        var hop = ResponseHop.of(response.topVia(), flow);
        turn.effects.add(new ProxyEffect.SendResponse(response, hop));
    }

    /// The ACK of our final response ends here; that of a 2xx is forwarded without state (§16.11).
    private void ack(Turn turn, ResponseContext known, Request ack, Flow flow) {
        boolean ours =
                known != null
                        && known.server() instanceof ServerTransaction.Invite(var state)
                        && !(state
                                instanceof io.carillon.sip.transaction.InviteServer.State.Accepted);
        if (ours) {
            turn.put(turn.server(known, known.server().acked(ack, turn.timers(flow))));
        } else {
            stateless.ack(turn, ack, flow, List.of());
        }
    }

    /// §16.10, §9.2: the CANCEL is answered here and the INVITE's forks get their own.
    ///
    /// Deviation: §16.10 has an unknown CANCEL forwarded without state. We answer 481: whatever we
    /// forwarded we still know, and the far end would say the same.
    private void cancel(Turn turn, Request cancel, Flow flow) {
        var cancelled = turn.find(TransactionKey.ofCancelled(cancel));
        var invite = cancelled == null ? null : turn.first(cancelled);
        int status = invite == null ? 481 : 200;
        if (isFull(turn)) respond(turn, answers.of(cancel, status), flow);
        else turn.put(forks.answer(turn, context(turn, cancel, flow, 0), status));
        if (invite != null && !invite.answered() && !invite.cancelled()) {
            turn.put(forks.takeBack(turn, invite));
        }
    }

    private ResponseContext context(Turn turn, Request request, Flow flow, long likeness) {
        var step = ServerTransaction.start(request, settings.keepsCopies(), turn.timers(flow));
        var context =
                new ResponseContext(
                        TransactionKey.ofServer(request),
                        flow,
                        ResponseHop.of(request.topVia(), flow),
                        step.next(),
                        request.method(),
                        Repetition.first(likeness),
                        request,
                        new RoutePreprocessing.Routed(request, false, Optional.empty()),
                        turn.now,
                        List.of(),
                        List.of(),
                        false,
                        false);
        return turn.server(context, step);
    }

    /// A new request: §16.3 step 4, §16.4, then who may send it, then where it goes.
    ///
    /// What is refused at once gets one answer and no state: a sender that lies about its address
    /// shall not have that repeated for half a minute to somebody else.
    private void begin(Turn turn, Request request, Flow flow, long likeness) {
        if (branches.isLoop(request, settings)) {
            respond(turn, answers.stateless(request, 482), flow);
            return;
        }
        RoutePreprocessing.Routed routed;
        try {
            routed = RoutePreprocessing.of(request, settings, tokens);
        } catch (MalformedException _) {
            respond(turn, answers.stateless(request, 400), flow);
            return;
        }
        if (!routed.inOurDialog() && authentication.isNeeded(request)) {
            var context = context(turn, request, flow, likeness);
            turn.put(authentication.start(turn, context.routedAs(routed)));
            return;
        }
        switch (targetSet.of(routed, false)) {
            case TargetSet.Decision.Refuse(var status) ->
                    respond(turn, answers.stateless(request, status), flow);
            case TargetSet.Decision decision -> {
                var context = context(turn, request, flow, likeness);
                turn.put(follow(turn, context.routedAs(routed), decision));
            }
        }
    }

    private ResponseContext admit(Turn turn, ResponseContext context) {
        return context.routed().inOurDialog() || !authentication.isNeeded(context.received())
                ? route(turn, context, false)
                : authentication.start(turn, context);
    }

    /// Goes on with a state, besides what has come in since.
    private void resume(Turn turn, CallState former, ProxyEvent.Origin origin) {
        boolean copied = origin == ProxyEvent.Origin.COPIED;
        var live = turn.clients();
        Predicate<Fork> repeated = fork -> copied && !live.contains(fork.key());
        for (var adopted : turn.adopt(former)) {
            for (var late : Repetition.begunBefore(turn, adopted)) {
                turn.deadlines.stop(late.key(), Timer.LOOKUP);
                turn.put(forks.join(turn, adopted, late));
            }
            // What was said to the one before may have answered this one, its repetition.
            var latest = turn.find(adopted.key());
            var context = Reunion.wasCancelled(turn, latest) ? latest.cancel() : latest;
            if (latest.isRepetition()) {
                turn.put(copied ? refusedAgain(turn, latest) : latest);
            } else if (context.answered() || context.cancelled() || !context.forks().isEmpty()) {
                turn.put(
                        forks.resume(
                                turn, copied ? refusedAgain(turn, context) : context, repeated));
            } else {
                turn.put(admit(turn, context));
            }
        }
    }

    /// Nobody repeats a refusal over TCP; over UDP its timer is in the copy.
    private static ResponseContext refusedAgain(Turn turn, ResponseContext context) {
        return turn.server(context, context.server().refusedAgain());
    }

    /// The 100 says that the request is in good hands: of those with targets, a copy was kept.
    private void kept(Turn turn) {
        for (var context : List.copyOf(turn.contexts)) {
            if (turn.first(context).forks().isEmpty()) continue;
            var step = context.server().released(turn.timers(context.flow()));
            turn.put(turn.server(context, step));
        }
    }

    /// What asked for an answer of an entity; null when that was given up, or has come before.
    private static ResponseContext waiting(Turn turn, TransactionKey key) {
        var context = turn.find(key);
        boolean given =
                context == null
                        || context.isRepetition()
                        || context.answered()
                        || !context.forks().isEmpty();
        return given ? null : context;
    }

    private void authenticated(Turn turn, ProxyEvent.Authenticated event) {
        var context = waiting(turn, event.transaction());
        if (context == null) return;
        turn.deadlines.stop(context.key(), Timer.LOOKUP);
        if (!event.right()) {
            turn.put(authentication.challenge(turn, context, event.stale()));
        } else if (!authentication.isByItsUser(context.received())) {
            turn.put(forks.answer(turn, context, 403));
        } else {
            turn.put(route(turn, context, true));
        }
    }

    // --- where it goes --------------------------------------------------------------------------

    /// §16.5: in-dialog requests follow their route, our users are looked up, others are relayed
    /// where that is allowed.
    private ResponseContext route(Turn turn, ResponseContext context, boolean authenticated) {
        return follow(turn, context, targetSet.of(context.routed(), authenticated));
    }

    private ResponseContext follow(
            Turn turn, ResponseContext context, TargetSet.Decision decision) {
        return switch (decision) {
            case TargetSet.Decision.Forward(var target) ->
                    forks.forward(turn, context, List.of(List.of(target)));
            case TargetSet.Decision.Locate(var aor) -> {
                turn.effects.add(new ProxyEffect.Locate(context.key(), aor));
                turn.expectAnswer(context);
                yield context;
            }
            case TargetSet.Decision.Refuse(var status) -> forks.answer(turn, context, status);
        };
    }

    private void located(Turn turn, TransactionKey key, LocationReply reply) {
        if (relocated(turn, key, reply) || returned(turn, key, reply)) return;
        var context = waiting(turn, key);
        if (context == null) return;
        turn.deadlines.stop(key, Timer.LOOKUP);
        turn.put(
                switch (reply) {
                    case LocationReply.Found(var targets) ->
                            forks.forward(turn, context, byPreference(targets));
                    case LocationReply.Unregistered() -> forks.answer(turn, context, 480);
                    case LocationReply.Unknown() -> forks.answer(turn, context, 404);
                });
    }

    /// Targets of equal q are tried together, the next group when all of one have failed (§16.6);
    /// a second way to the same instance is a group of its own (RFC 5626 §7).
    private static List<List<Target>> byPreference(List<Target> targets) {
        var groups = new ArrayList<List<Target>>();
        var seen = new ArrayList<String>();
        var others = new ArrayList<Target>();
        for (var target : targets) {
            if (!target.instance().isEmpty() && seen.contains(target.instance())) {
                others.add(target);
                continue;
            }
            seen.add(target.instance());
            if (groups.isEmpty() || groups.getLast().getFirst().q() != target.q()) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(target);
        }
        for (var other : others) groups.add(List.of(other));
        return groups;
    }

    /// An answer for a dialog whose far side has moved; see [Relocation].
    private boolean relocated(Turn turn, TransactionKey key, LocationReply reply) {
        var context = turn.find(key);
        if (context == null || !Relocation.isUnderWay(context)) return false;
        turn.deadlines.stop(key, Timer.LOOKUP);
        var targets = reply instanceof LocationReply.Found(var found) ? found : List.<Target>of();
        turn.put(forks.relocated(turn, context, targets));
        return true;
    }

    /// An answer for a new call that has phones without a connection; see [FlowRecovery].
    private boolean returned(Turn turn, TransactionKey key, LocationReply reply) {
        var context = turn.find(key);
        if (context == null || !forks.isSeeking(context)) return false;
        if (reply instanceof LocationReply.Found(var targets)) {
            turn.put(forks.found(turn, context, targets));
        }
        return true;
    }

    /// An entity knows a repeated question by its transaction.
    private void askAgain(Turn turn, TransactionKey key) {
        var context = turn.find(key);
        if (context == null) return;
        boolean patient = turn.now - context.startedAt() < LOOKUP_MILLIS;
        if (patient && Relocation.isUnderWay(context)) {
            forks.locate(turn, context, context.routed().flow().orElseThrow());
        } else if (forks.isSeeking(context)) {
            turn.put(forks.seekOn(turn, context));
        } else if (patient && waiting(turn, key) != null) {
            turn.put(admit(turn, context));
        } else {
            lookupFailed(turn, key);
        }
    }

    private void lookupFailed(Turn turn, TransactionKey key) {
        if (relocated(turn, key, new LocationReply.Unregistered())) return;
        var context = waiting(turn, key);
        if (context == null) return;
        var response = answers.of(context.received(), 503).with(HeaderName.RETRY_AFTER, "5");
        turn.put(forks.answer(turn, context, response));
    }

    private void resolved(Turn turn, TransactionKey key, int fork, List<Destination> destinations) {
        var context = turn.find(key);
        if (context == null || context.answered()) return;
        turn.put(forks.resolved(turn, context, fork, destinations));
    }

    // --- responses ------------------------------------------------------------------------------

    private void responded(Turn turn, Response response, Optional<Flow> flow) {
        var key = TransactionKey.ofClient(response);
        for (var context : turn.contexts) {
            for (int i = 0; i < context.forks().size(); i++) {
                var fork = context.forks().get(i);
                if (key.equals(fork.key()) && fork.client() != null) {
                    turn.put(forks.responded(turn, context, i, response, flow));
                    return;
                }
                if (key.equals(fork.cancelKey())) {
                    var step = fork.cancel().received(response, turn.timers(fork.hop()));
                    turn.put(turn.cancelClient(context, i, step));
                    return;
                }
            }
        }
        stateless.stray(turn, response);
    }

    // --- time and trouble -----------------------------------------------------------------------

    private void unreachable(Turn turn, TransactionKey client) {
        for (var context : turn.contexts) {
            for (int i = 0; i < context.forks().size(); i++) {
                var fork = context.forks().get(i);
                if (client.equals(fork.key()) && fork.client() != null) {
                    var step = fork.client().unreachable(turn.timers(fork.hop()));
                    turn.put(turn.client(context, i, step, forks.noticesOf(turn)));
                    return;
                }
                if (client.equals(fork.cancelKey())) {
                    turn.put(forks.cancelUnreachable(turn, context, i));
                    return;
                }
            }
        }
    }

    private void fireDue(Turn turn) {
        Dialogs.expire(turn);
        for (var due = turn.deadlines.takeDue(turn.now);
                due != null;
                due = turn.deadlines.takeDue(turn.now)) {
            if (isRetransmission(due.timer())) turn.effects.add(new ProxyEffect.Repeated(true));
            fire(turn, due.transaction(), due.timer());
        }
    }

    private static boolean isRetransmission(Timer timer) {
        return timer == Timer.A || timer == Timer.E || timer == Timer.G;
    }

    private void fire(Turn turn, TransactionKey key, Timer timer) {
        for (var context : turn.contexts) {
            if (context.key().equals(key) && timer == Timer.LOOKUP) {
                askAgain(turn, key);
                return;
            }
            if (context.key().equals(key)) {
                var step = context.server().fired(timer, turn.timers(context));
                turn.put(turn.server(context, step));
                return;
            }
            for (int i = 0; i < context.forks().size(); i++) {
                var fork = context.forks().get(i);
                if (key.equals(fork.key())) {
                    turn.put(fireFork(turn, context, i, timer));
                    return;
                }
                if (key.equals(fork.cancelKey())) {
                    var step = fork.cancel().fired(timer, turn.timers(fork.hop()));
                    turn.put(turn.cancelClient(context, i, step));
                    return;
                }
            }
        }
    }

    private ResponseContext fireFork(Turn turn, ResponseContext context, int i, Timer timer) {
        if (timer == Timer.C) return forks.timerC(turn, context, i);
        var fork = context.forks().get(i);
        if (fork.client() == null) return context;
        var step = fork.client().fired(timer, turn.timers(fork.hop()));
        return turn.client(context, i, step, forks.noticesOf(turn));
    }
}
