package io.carillon.sip.proxy;

import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.transaction.Notice;
import io.carillon.sip.transaction.Timer;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.Listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Starts forks, hears what becomes of them, cancels them, and answers upstream when it is time.
///
/// RFC 3261 §16.6 steps 7 to 11, §16.7, §16.8, §16.9, §16.10.
final class ForkControl {
    /// How long a phone that has lost its connection may take to come back while a request of its
    /// dialog waits for it; who sent the request still listens then.
    private static final long RETURN_MILLIS = 3_500;

    /// How soon is asked whether it has; the longer a call rings, the more seldom.
    private static final long SEEK_MILLIS = 500;

    private final ProxySettings settings;
    private final Branches branches;
    private final LocalAnswers answers;
    private final RequestForwarding forwarding;
    private final Relocation relocation;
    private final Reconnection reconnection;
    private final FlowRecovery recovery;

    ForkControl(
            ProxySettings settings, Branches branches, DialogToken tokens, LocalAnswers answers) {
        this.settings = settings;
        this.branches = branches;
        this.answers = answers;
        this.relocation = new Relocation(settings, tokens);
        this.forwarding = new RequestForwarding(settings, branches, tokens);
        this.reconnection = new Reconnection(settings, forwarding);
        this.recovery = new FlowRecovery(settings);
    }

    /// Forwards to all targets of a group at once; further groups wait for their failure.
    ResponseContext forward(Turn turn, ResponseContext context, List<List<Target>> groups) {
        if (groups.getFirst().size() > RequestForwarding.breadth(context.received())) {
            return answer(turn, context, 440);
        }
        var forks = new ArrayList<>(context.forks());
        int first = forks.size();
        for (var target : groups.getFirst()) forks.add(Fork.to(target));
        var changed = context.with(forks).untried(List.copyOf(groups.subList(1, groups.size())));
        for (int i = first; i < forks.size(); i++) changed = begin(turn, changed, i);
        return progress(turn, changed);
    }

    /// Decides the way of one fork (§16.6 step 7): its flow, an address, or a name to resolve.
    private ResponseContext begin(Turn turn, ResponseContext context, int fork) {
        var target = context.forks().get(fork).target();
        if (target.flow().isPresent()) {
            var flow = target.flow().get();
            var listener = settings.listenerOf(flow);
            if (listener.isEmpty()) return flowGone(turn, context, fork, flow);
            return send(turn, context, fork, new Hop.ByFlow(flow), listener.get());
        }
        SipUri next;
        try {
            var route = RequestForwarding.topRoute(context.routed().request(), target);
            if (route.isPresent() && !(route.get().uri() instanceof SipUri)) {
                return fail(turn, context, fork, 416);
            }
            next = route.isPresent() ? (SipUri) route.get().uri() : target.uri();
        } catch (MalformedException _) {
            return fail(turn, context, fork, 400);
        }
        var host = NextHop.of(next);
        if (host.isEmpty()) return fail(turn, context, fork, 503);
        var literal = NextHop.literal(host.get());
        if (literal.isPresent()) return sendTo(turn, context, fork, List.of(literal.get()));
        turn.effects.add(new ProxyEffect.Resolve(context.key(), fork, host.get()));
        return context;
    }

    /// Goes on with a request of a former owner: asks again for the hosts that forks are waiting
    /// for, and repeats what may not have left.
    ResponseContext resume(Turn turn, ResponseContext context, Predicate<Fork> repeated) {
        boolean wanted = !context.answered() && !context.cancelled();
        var changed = context;
        for (int i = 0; i < context.forks().size(); i++) {
            var fork = context.forks().get(i);
            if (fork.isFinished()) continue;
            if (fork.client() == null) {
                if (wanted) changed = begin(turn, changed, i);
            } else if (repeated.test(fork) && !recovery.isAwaited(fork)) {
                changed = repeat(turn, changed, i);
            }
        }
        return progress(turn, wanted ? seek(turn, changed) : cancelAll(turn, changed));
    }

    /// Repeats the INVITE of a fork, or its CANCEL: the far end sees a retransmission and answers
    /// with its present state. It is tried by no other way: one that says nothing may have rung, or
    /// even have accepted, and would take a new branch for another call.
    private ResponseContext repeat(Turn turn, ResponseContext context, int fork) {
        var at = context.forks().get(fork).onlyThisWay();
        if (at.unwanted() && at.ringing()) return cancel(turn, context.with(fork, at.rung()), fork);
        var step = ClientTransaction.start(at.sent(), turn.timers(at.hop()));
        var changed =
                turn.client(context.with(fork, at.with(step.next())), fork, step, noticesOf(turn));
        // A far end that says nothing may have said all it had to, and shall not have forgotten
        // when the last repetition comes: it remembers for 64*T1 (timer L).
        if (context.isInvite()) {
            turn.deadlines.set(at.key(), Timer.B, turn.now + 32 * settings.timers().t1());
        }
        return changed;
    }

    /// Goes on with a fork whose host was resolved, or could not be. A context that was taken over
    /// may have begun anew and have no such fork.
    ResponseContext resolved(
            Turn turn, ResponseContext context, int fork, List<Destination> destinations) {
        if (fork >= context.forks().size()) return context;
        var at = context.forks().get(fork);
        if (at.isFinished() || at.client() != null) return context;
        if (destinations.isEmpty()) return progress(turn, fail(turn, context, fork, 503));
        return progress(turn, sendTo(turn, context, fork, destinations));
    }

    private ResponseContext sendTo(
            Turn turn, ResponseContext context, int fork, List<Destination> destinations) {
        for (int i = 0; i < destinations.size(); i++) {
            var way = settings.wayTo(destinations.get(i), context.flow().edge());
            if (way.isEmpty()) continue; // a transport or address family that we do not have
            var rest = destinations.subList(i + 1, destinations.size());
            var at = context.forks().get(fork);
            var ready = context.with(fork, at.resolved(List.copyOf(rest), at.attempt() + 1));
            var hop = new Hop.To(way.get().edge(), destinations.get(i));
            return send(turn, ready, fork, hop, way.get().listener());
        }
        return fail(turn, context, fork, 503);
    }

    private ResponseContext send(
            Turn turn, ResponseContext context, int fork, Hop hop, Listener listener) {
        var at = context.forks().get(fork);
        var branch = branches.derive(context.received(), at.target().name(), at.attempt());
        int breadth = RequestForwarding.breadth(context.received()) / context.unfinished();
        var way = new RequestForwarding.Way(context.flow(), hop, listener, breadth);
        try {
            var request = forwarding.copy(context.routed().request(), at.target(), way, branch);
            var key = TransactionKey.ofClient(request);
            var step = ClientTransaction.start(request, turn.timers(hop));
            var started = context.with(fork, at.started(key, request, hop, step.next()));
            if (context.isInvite()) turn.timerC(key, settings.timerCMillis());
            return turn.client(started, fork, step, noticesOf(turn));
        } catch (MalformedException _) {
            return fail(turn, context, fork, 400);
        }
    }

    /// Goes on with a fork whose far end has said something.
    ///
    /// @param flow that it came by, where that is known
    ResponseContext responded(
            Turn turn, ResponseContext context, int fork, Response response, Optional<Flow> flow) {
        if (!context.isInvite()) return heard(turn, context, fork, response);
        var at = reconnection.reached(context.forks().get(fork), flow);
        return heard(turn, context.with(fork, at), fork, reconnection.heard(at, response));
    }

    private ResponseContext heard(Turn turn, ResponseContext context, int fork, Response response) {
        var at = context.forks().get(fork);
        var step = at.client().received(response, turn.timers(at.hop()));
        return turn.client(context, fork, step, noticesOf(turn));
    }

    /// What the client machine of a fork tells.
    Turn.NoticeHandler noticesOf(Turn turn) {
        return (context, fork, notice) ->
                switch (notice) {
                    case Notice.Passed(var response) -> passed(turn, context, fork, response);
                    case Notice.TimedOut() -> retry(turn, context, fork, 408);
                    case Notice.Unreachable() -> retry(turn, context, fork, 503);
                    // Notices of server machines.
                    case Notice.Unacknowledged(), Notice.AckForSuccess _ -> context;
                };
    }

    /// §16.7: a response that the client machine lets through.
    private ResponseContext passed(
            Turn turn, ResponseContext context, int fork, Response response) {
        var headers = response.headers().edit().removeFirstValue(HeaderName.VIA).build();
        // A far end that has lost our caller's Via says nothing that can be passed on.
        if (!headers.has(HeaderName.VIA)) {
            return response.isFinal() ? progress(turn, fail(turn, context, fork, 500)) : context;
        }
        var stripped = response.withHeaders(headers);
        if (response.isProvisional()) return provisional(turn, context, fork, stripped);
        var at = context.forks().get(fork);
        if (at.key() != null) turn.deadlines.stop(at.key(), Timer.C);
        var kept = context.answered() ? bare(stripped.status()) : stripped;
        var changed = context.with(fork, at.finished(kept));
        if (response.isSuccess()) {
            // Every 2xx to an INVITE goes up at once (§16.7 step 5), of others the first.
            if (context.isInvite() && context.answered() && context.server().isClosed()) {
                turn.effects.add(new ProxyEffect.SendResponse(stripped, context.back()));
            } else if (context.isInvite() || !context.answered()) {
                changed = answer(turn, changed, stripped);
            }
            return cancelAll(turn, changed);
        }
        if (response.status() >= 600) {
            changed = changed.untried(List.of());
            if (context.isInvite()) changed = cancelAll(turn, changed);
        }
        if (at.target() != null && isLastWord(response)) {
            changed = changed.withoutMoreOf(at.target().instance());
        }
        return progress(turn, changed);
    }

    /// Whether it comes from the phone itself, which is not to be asked by another way then (RFC
    /// 5626 §7).
    private static boolean isLastWord(Response response) {
        return response.status() != 408 && response.status() != 430;
    }

    private ResponseContext provisional(
            Turn turn, ResponseContext context, int fork, Response stripped) {
        var at = context.forks().get(fork).rings();
        var changed = context.with(fork, at);
        if (at.unwanted()) return progress(turn, seek(turn, cancel(turn, changed, fork)));
        if (stripped.status() == 100 || context.answered()) return changed;
        if (context.isInvite()) turn.timerC(at.key(), settings.timerCMillis());
        return upstream(turn, changed, stripped);
    }

    /// The next destination of a fork, or the flow's own address once the flow is gone; else the
    /// fork has failed.
    private ResponseContext retry(Turn turn, ResponseContext context, int fork, int status) {
        var at = context.forks().get(fork);
        if (at.key() != null) turn.deadlines.stopAll(at.key());
        boolean over = context.answered() || at.unwanted() || at.isFinished() || at.ringing();
        if (!over && !at.later().isEmpty()) return sendTo(turn, context, fork, at.later());
        if (!over && at.hop() instanceof Hop.ByFlow(var flow) && at.target().flow().isPresent()) {
            return progress(turn, flowGone(turn, context, fork, flow));
        }
        return progress(turn, fail(turn, context, fork, status));
    }

    /// Where the far side of a dialog has registered since, it is found by that; else what is left
    /// is its address.
    private ResponseContext flowGone(Turn turn, ResponseContext context, int fork, Flow gone) {
        var at = context.forks().get(fork);
        var later = context.with(fork, Fork.to(at.target()).resolved(List.of(), at.attempt() + 1));
        if (locate(turn, context, gone)) return later;
        return isEarly(turn, context) && context.untried().isEmpty() && isSeeking(later)
                ? seek(turn, later)
                : direct(turn, context, fork, gone);
    }

    private static boolean isEarly(Turn turn, ResponseContext context) {
        return turn.now - context.startedAt() < RETURN_MILLIS;
    }

    /// Whether phones are awaited that have lost their connection; see [FlowRecovery].
    boolean isSeeking(ResponseContext context) {
        return sought(context).isPresent();
    }

    private Optional<Aor> sought(ResponseContext context) {
        for (var fork : context.forks()) {
            var user =
                    fork.isUntold()
                            ? recovery.userOf(fork)
                            : recovery.isAwaited(fork)
                                    ? recovery.user(context)
                                    : Optional.<Aor>empty();
            if (user.isPresent()) return user;
        }
        return Optional.empty();
    }

    /// Asks where they are now, if there are any, and again after a while.
    ResponseContext seek(Turn turn, ResponseContext context) {
        var user = sought(context);
        if (user.isEmpty()) return context;
        turn.effects.add(new ProxyEffect.Locate(context.key(), user.get()));
        long pause = Math.max(SEEK_MILLIS, (turn.now - context.startedAt()) / 4);
        turn.deadlines.set(context.key(), Timer.LOOKUP, turn.now + pause);
        return context;
    }

    /// Nobody who was awaited has come back yet: goes on waiting, but for those to whom nothing was
    /// sent not for long.
    ResponseContext seekOn(Turn turn, ResponseContext context) {
        var changed = context;
        for (int i = 0; i < context.forks().size() && !isEarly(turn, context); i++) {
            var at = changed.forks().get(i);
            if (at.client() == null && recovery.isAwaited(at)) {
                changed = direct(turn, changed, i, at.target().flow().orElseThrow());
            }
        }
        return progress(turn, seek(turn, changed));
    }

    /// Sends the INVITE to those awaited that have registered by another connection, or its CANCEL.
    ResponseContext found(Turn turn, ResponseContext context, List<Target> registered) {
        var changed = context;
        for (int i = 0; i < context.forks().size(); i++) {
            var at = changed.forks().get(i);
            if (!at.isUntold() && !recovery.isAwaited(at)) continue;
            var back = recovery.among(registered, at);
            if (back.isPresent()) changed = found(turn, changed, i, back.get());
        }
        return progress(turn, changed);
    }

    private ResponseContext found(Turn turn, ResponseContext context, int fork, Target back) {
        var at = context.forks().get(fork);
        if (at.isUntold()) {
            var there = at.movedTo(back, new Hop.ByFlow(back.flow().orElseThrow()));
            return sendCancel(turn, context.with(fork, there), fork);
        }
        if (at.client() != null) return goOn(turn, context, fork, back);
        var fresh = Fork.to(back).resolved(List.of(), at.attempt());
        return begin(turn, context.with(fork, fresh), fork);
    }

    /// The same INVITE once more, by the connection that there is now.
    private static ResponseContext goOn(Turn turn, ResponseContext context, int fork, Target back) {
        var hop = new Hop.ByFlow(back.flow().orElseThrow());
        var at = context.forks().get(fork).movedTo(back, hop);
        turn.effects.add(new ProxyEffect.SendRequest(at.sent(), hop, at.key()));
        if (!at.ringing()) turn.deadlines.set(at.key(), Timer.B, turn.now + turn.timers(hop).b());
        return context.with(fork, at);
    }

    /// Asks where the far side is that the dialog had at the end of this flow, if that can be
    /// asked.
    boolean locate(Turn turn, ResponseContext context, Flow gone) {
        var user = relocation.user(context, gone);
        if (user.isEmpty()) return false;
        turn.effects.add(new ProxyEffect.Locate(context.key(), user.get()));
        turn.expectAnswer(context);
        return true;
    }

    /// Goes on with a request for whose far side [Relocation] has asked.
    ResponseContext relocated(Turn turn, ResponseContext context, List<Target> registered) {
        var at = context.forks().getFirst();
        var found = relocation.among(registered, context);
        if (found.isEmpty() && isEarly(turn, context) && relocation.isAway(registered, context)) {
            turn.expectAnswer(context);
            return context;
        }
        if (found.isEmpty()) {
            return progress(turn, direct(turn, context, 0, context.routed().flow().orElseThrow()));
        }
        var fresh = Fork.to(found.get()).resolved(List.of(), at.attempt());
        return progress(turn, begin(turn, context.with(0, fresh), 0));
    }

    private ResponseContext direct(Turn turn, ResponseContext context, int fork, Flow gone) {
        var at = context.forks().get(fork);
        var direct = at.target().withoutFlow();
        if (!isReachable(context, direct, gone)) {
            return fail(turn, context, fork, context.routed().flow().isPresent() ? 430 : 480);
        }
        var fresh = Fork.to(direct).resolved(List.of(), at.attempt() + 1);
        return begin(turn, context.with(fork, fresh), fork);
    }

    /// Whether a target can be reached although its flow is gone: by the proxy that its Route
    /// names, or at an address of its own, which nobody behind a NAT has.
    private static boolean isReachable(ResponseContext context, Target direct, Flow gone) {
        if (context.routed().request().headers().has(HeaderName.ROUTE)) return true;
        return NextHop.of(direct.uri()).flatMap(NextHop::literal).isPresent()
                && direct.uri().hostName().equals(gone.remoteHost());
    }

    /// Ends a fork with a response of our own; whoever calls goes on with [#progress].
    private ResponseContext fail(Turn turn, ResponseContext context, int fork, int status) {
        var at = context.forks().get(fork);
        if (at.isFinished()) return context;
        if (at.key() != null) turn.deadlines.stop(at.key(), Timer.C);
        var outcome = context.answered() ? bare(status) : answers.of(context.received(), status);
        return context.with(fork, at.finished(outcome));
    }

    /// Answers upstream when every fork has its final response and nothing is left to try.
    private ResponseContext progress(Turn turn, ResponseContext context) {
        if (context.answered() || !context.allFinished()) return context;
        if (!context.untried().isEmpty()) return forward(turn, context, context.untried());
        if (context.forks().isEmpty()) return answer(turn, context, 487);
        var outcomes = new ArrayList<Response>(context.forks().size());
        for (var fork : context.forks()) outcomes.add(fork.outcome());
        return answer(turn, context, BestResponse.of(outcomes));
    }

    /// Answers upstream with a response of our own.
    ResponseContext answer(Turn turn, ResponseContext context, int status) {
        return answer(turn, context, answers.of(context.received(), status));
    }

    /// Answers upstream and lets go of what only an unanswered request needs.
    ResponseContext answer(Turn turn, ResponseContext context, Response response) {
        var changed = upstream(turn, context, response);
        if (context.answered()) return changed;
        Dialogs.answered(turn, context.received(), response, settings);
        turn.effects.add(
                new ProxyEffect.Finished(
                        context.method(), response.status(), turn.now - context.startedAt()));
        var forks = new ArrayList<Fork>(changed.forks().size());
        for (var fork : changed.forks()) forks.add(fork.settled());
        return changed.with(forks).answer();
    }

    /// Says it to whoever has sent the request, by every way that he has sent it.
    private static ResponseContext upstream(Turn turn, ResponseContext context, Response response) {
        for (var each : turn.repetitions(context)) turn.put(repeated(turn, each, response));
        return turn.server(context, context.server().answered(response, turn.timers(context)));
    }

    private static ResponseContext repeated(
            Turn turn, ResponseContext repetition, Response response) {
        var own = response.withViasOf(repetition.received());
        var step = repetition.server().answered(own, turn.timers(repetition));
        var said = turn.server(repetition, step);
        return response.isFinal() ? said.answer() : said;
    }

    /// A request that its sender has sent before with another branch: what was said to the first is
    /// said to it. A 2xx to an INVITE comes again without that (RFC 3261 §13.3.1.4).
    ResponseContext join(Turn turn, ResponseContext first, ResponseContext repetition) {
        var joining = repetition.repeating(first);
        var latest = first.server().latest();
        if (latest.isEmpty()) return joining;
        return latest.get().status() == 100
                ? turn.server(joining, joining.server().released(turn.timers(joining.flow())))
                : repeated(turn, joining, latest.get());
    }

    /// Takes the request back (§16.10): cancels what rings and answers 487 if nothing was started.
    ResponseContext takeBack(Turn turn, ResponseContext context) {
        return progress(turn, cancelAll(turn, context.cancel()));
    }

    private ResponseContext cancelAll(Turn turn, ResponseContext context) {
        if (!context.isInvite()) return context;
        var changed = context;
        for (int i = 0; i < changed.forks().size(); i++) {
            if (!changed.forks().get(i).isFinished()) changed = cancel(turn, changed, i);
        }
        return seek(turn, changed);
    }

    /// Sends the CANCEL of a fork, or waits for the provisional response that it needs (§9.1).
    private ResponseContext cancel(Turn turn, ResponseContext context, int fork) {
        var at = context.forks().get(fork).notWanted();
        var changed = context.with(fork, at);
        if (at.client() == null) return fail(turn, changed, fork, 487);
        if (isCutOff(at)) return untold(turn, changed, fork);
        if (!at.ringing() || at.cancel() != null) return changed;
        return sendCancel(turn, changed, fork);
    }

    private ResponseContext sendCancel(Turn turn, ResponseContext context, int fork) {
        var at = context.forks().get(fork);
        var request = at.sent().cancel();
        var key = TransactionKey.ofClient(request);
        var step = ClientTransaction.start(request, turn.timers(at.hop()));
        // §9.1: without a final response within 64*T1 the fork counts as cancelled.
        turn.timerC(at.key(), 64 * settings.timers().t1());
        var cancelling = context.with(fork, at.cancelling(key, step.next()));
        return turn.cancelClient(cancelling, fork, step);
    }

    /// The CANCEL of a fork has met its connection closed. What could not be sent over UDP is
    /// repeated, perhaps by another edge.
    ResponseContext cancelUnreachable(Turn turn, ResponseContext context, int fork) {
        var at = context.forks().get(fork);
        boolean closed = at.hop() instanceof Hop.ByFlow(var flow) && flow.transport().isReliable();
        if (!closed || at.isFinished()) return context;
        return progress(turn, seek(turn, untold(turn, context, fork)));
    }

    /// Ends a fork that cannot be told that it is not wanted. Who has sent the INVITE does not wait
    /// for that; a phone that rings is told when it has come back by another connection.
    private ResponseContext untold(Turn turn, ResponseContext context, int fork) {
        var at = context.forks().get(fork);
        var ended = fail(turn, context, fork, 487);
        if (!at.ringing() || at.target().flow().isEmpty()) return leave(ended, fork);
        if (at.cancelKey() != null) turn.deadlines.stopAll(at.cancelKey());
        turn.timerC(at.key(), 64 * settings.timers().t1());
        return ended.with(fork, at.untold(ended.forks().get(fork).outcome()));
    }

    /// Whether nothing can be told to the far end any more, unless it says where it is now.
    private boolean isCutOff(Fork fork) {
        return fork.hop() instanceof Hop.ByFlow(var flow)
                && flow.transport().isReliable()
                && settings.listenerOf(flow).isEmpty();
    }

    private static ResponseContext leave(ResponseContext context, int fork) {
        return context.with(fork, context.forks().get(fork).with(null));
    }

    /// Gives up the forks whose connections went with an edge, or tries them by another way. Over
    /// UDP they go on: what is repeated leaves by another edge, and so do the answers. So do those
    /// of new calls, whose phones are sought, and what rings anyhow: it answers by the connection
    /// by which it comes back.
    void edgeGone(Turn turn, String edge) {
        for (var context : List.copyOf(turn.contexts)) {
            for (int i = 0; i < context.forks().size(); i++) {
                var latest = turn.find(context.key());
                var fork = latest.forks().get(i);
                if (!isLost(fork, edge)) continue;
                if (fork.unwanted()) {
                    turn.put(progress(turn, untold(turn, latest, i)));
                } else if (recovery.isAwaited(fork) && recovery.user(latest).isPresent()) {
                    turn.deadlines.set(fork.key(), Timer.B, turn.now + RETURN_MILLIS);
                } else {
                    turn.put(lost(turn, latest, i));
                }
            }
            var left = turn.find(context.key());
            if (left != null) turn.put(seek(turn, left));
        }
    }

    private static boolean isLost(Fork fork, String edge) {
        if (fork.isFinished() || fork.client() == null || isRinging(fork)) return false;
        return switch (fork.hop()) {
            case Hop.ByFlow(var flow) -> isLost(flow, edge);
            case Hop.ByFlowOr(var flow, var _) -> isLost(flow, edge);
            case Hop.To(var by, var destination) ->
                    destination.transport().isReliable() && by.equals(edge);
        };
    }

    private static boolean isRinging(Fork fork) {
        return fork.ringing()
                && !fork.unwanted()
                && fork.sent().method() == Method.INVITE
                && fork.hop() instanceof Hop.ByFlow;
    }

    private static boolean isLost(Flow flow, String edge) {
        return flow.transport().isReliable() && flow.edge().equals(edge);
    }

    private ResponseContext lost(Turn turn, ResponseContext context, int fork) {
        var at = context.forks().get(fork);
        var changed = retry(turn, context, fork, 503);
        var after = changed.forks().get(fork);
        return after.client() == at.client() ? changed.with(fork, after.with(null)) : changed;
    }

    /// Timer C of a fork fired (§16.8); once more after its CANCEL, it is given up.
    ResponseContext timerC(Turn turn, ResponseContext context, int fork) {
        var at = context.forks().get(fork);
        if (at.ringing() && !at.unwanted()) {
            return progress(turn, seek(turn, cancel(turn, context, fork)));
        }
        turn.deadlines.stopAll(at.key());
        if (at.isFinished()) return leave(context.with(fork, at.finished(at.outcome())), fork);
        var ended = fail(turn, context, fork, context.cancelled() ? 487 : 408);
        return progress(turn, ended.with(fork, ended.forks().get(fork).with(null)));
    }

    private static Response bare(int status) {
        return Response.of(
                status,
                "",
                io.carillon.sip.message.Headers.NONE,
                io.carillon.sip.message.Body.NONE);
    }
}
