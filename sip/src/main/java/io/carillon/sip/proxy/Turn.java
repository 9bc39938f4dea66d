package io.carillon.sip.proxy;

import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transaction.Effect;
import io.carillon.sip.transaction.Notice;
import io.carillon.sip.transaction.Step;
import io.carillon.sip.transaction.Timer;
import io.carillon.sip.transaction.TimerValues;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One step of the core in the making: the state being changed, the effects collected so far.
///
/// Steps the machines and turns what they want done into effects of the core. Lives for one call
/// of [ProxyCore#on].
final class Turn {
    /// Told what the machine of a fork has to say; returns the context after that.
    interface NoticeHandler {
        ResponseContext on(ResponseContext context, int fork, Notice notice);
    }

    /// An entity whose node dies does not answer, nor does one whose shard moves at that moment: it
    /// is asked again. One that has to be read first takes some 30 ms.
    private static final long FIRST_LOOKUP_MILLIS = 250;

    final long now;
    final ArrayList<ResponseContext> contexts;
    final ArrayList<Dialog> dialogs;
    final Deadlines.Editor deadlines;
    final ArrayList<ProxyEffect> effects = new ArrayList<>(4);
    private final TimerValues reliable;
    private final TimerValues unreliable;

    Turn(CallState from, long now, ProxySettings.Timers timers) {
        this.now = now;
        contexts = new ArrayList<>(from.contexts);
        dialogs = new ArrayList<>(from.dialogs);
        deadlines = new Deadlines.Editor(from.deadlines);
        reliable = new TimerValues(timers.t1(), timers.t2(), timers.t4(), true);
        unreliable = new TimerValues(timers.t1(), timers.t2(), timers.t4(), false);
    }

    CallState end() {
        contexts.removeIf(ResponseContext::isOver);
        contexts.removeIf(each -> first(each) == null);
        if (contexts.isEmpty() && dialogs.isEmpty()) return CallState.NONE;
        return new CallState(List.copyOf(contexts), List.copyOf(dialogs), deadlines.build());
    }

    ResponseContext find(TransactionKey server) {
        for (var context : contexts) {
            if (context.key().equals(server)) return context;
        }
        return null;
    }

    /// The request that this one repeats, or itself; null if that is over.
    ResponseContext first(ResponseContext context) {
        return context.isRepetition() ? find(context.repetition().of()) : context;
    }

    /// The repetitions of a request.
    List<ResponseContext> repetitions(ResponseContext first) {
        List<ResponseContext> found = List.of();
        for (var context : contexts) {
            if (!first.key().equals(context.repetition().of())) continue;
            if (found.isEmpty()) found = new ArrayList<>(2);
            found.add(context);
        }
        return found;
    }

    /// Puts a context in, in the place of its former state.
    void put(ResponseContext context) {
        for (int i = 0; i < contexts.size(); i++) {
            if (contexts.get(i).key().equals(context.key())) {
                contexts.set(i, context);
                return;
            }
        }
        contexts.add(context);
    }

    /// The client transactions that are under way.
    Set<TransactionKey> clients() {
        var keys = new HashSet<TransactionKey>();
        for (var context : contexts) {
            for (var fork : context.forks()) if (fork.client() != null) keys.add(fork.key());
        }
        return keys;
    }

    /// Puts another state in, of a former owner.
    ///
    /// @return the requests of that state, as they are now
    List<ResponseContext> adopt(CallState former) {
        var adopted = new ArrayList<ResponseContext>(former.contexts.size());
        for (var context : former.contexts) {
            var here = find(context.key());
            var both = here == null ? context : Reunion.of(here, context);
            put(both);
            adopted.add(both);
        }
        for (var dialog : former.dialogs) {
            dialogs.removeIf(each -> each.matches(dialog.callerTag(), dialog.calleeTag()));
            if (!Dialogs.isOver(this, dialog.callerTag(), dialog.calleeTag())) dialogs.add(dialog);
        }
        // One that has been set here is of a transaction that has begun anew.
        for (var deadline : former.deadlines.running()) deadlines.setIfAbsent(deadline);
        return adopted;
    }

    TimerValues timers(Flow flow) {
        return flow.transport().isReliable() ? reliable : unreliable;
    }

    /// Those of a server transaction.
    ///
    /// Deviation: §17.2.2 forgets an answer over a connection at once, for nobody repeats there.
    /// But a client whose connection breaks repeats its BYE by another edge, and shall find that it
    /// has hung up already: so that is remembered as long as over UDP.
    TimerValues timers(ResponseContext context) {
        return context.method() == Method.BYE ? unreliable : timers(context.flow());
    }

    TimerValues timers(Hop hop) {
        return switch (hop) {
            case Hop.ByFlow(var flow) -> timers(flow);
            case Hop.ByFlowOr(var flow, var _) -> timers(flow);
            case Hop.To(var _, var to) -> to.transport().isReliable() ? reliable : unreliable;
        };
    }

    /// Performs a step of the server machine of a context.
    ResponseContext server(ResponseContext context, Step<? extends ServerTransaction> step) {
        for (var effect : step.effects()) {
            switch (effect) {
                case Effect.Send(Response response) ->
                        effects.add(new ProxyEffect.SendResponse(response, context.back()));
                case Effect.Send(Request _) ->
                        throw new IllegalStateException("server sent request");
                case Effect.Start(var timer, var delay) ->
                        deadlines.set(context.key(), timer, now + delay);
                case Effect.Stop(var timer) -> deadlines.stop(context.key(), timer);
                // A lost response or a missing ACK changes nothing for the forks.
                case Effect.Tell _ -> {}
            }
        }
        return context.with(step.next());
    }

    /// Performs a step of the client machine of a fork; its notices go to `handler`.
    ResponseContext client(
            ResponseContext context,
            int fork,
            Step<? extends ClientTransaction> step,
            NoticeHandler handler) {
        var stepped = context.forks().get(fork).with(step.next());
        var changed = context.with(fork, stepped);
        for (var effect : step.effects()) {
            if (effect instanceof Effect.Tell(var notice)) {
                changed = handler.on(changed, fork, notice);
            } else {
                perform(effect, stepped.key(), stepped.hop());
            }
        }
        return changed;
    }

    /// Performs a step of the client machine of a CANCEL, whose fate nobody waits for.
    ResponseContext cancelClient(
            ResponseContext context, int fork, Step<? extends ClientTransaction> step) {
        var stepped = context.forks().get(fork);
        for (var effect : step.effects()) {
            if (!(effect instanceof Effect.Tell)) {
                perform(effect, stepped.cancelKey(), stepped.hop());
            }
        }
        return context.with(fork, stepped.cancelling(stepped.cancelKey(), step.next()));
    }

    private void perform(Effect effect, TransactionKey key, Hop hop) {
        switch (effect) {
            case Effect.Send(Request request) ->
                    effects.add(new ProxyEffect.SendRequest(request, hop, key));
            case Effect.Send(Response _) -> throw new IllegalStateException("client sent response");
            case Effect.Start(var timer, var delay) -> deadlines.set(key, timer, now + delay);
            case Effect.Stop(var timer) -> deadlines.stop(key, timer);
            case Effect.Tell _ -> {}
        }
    }

    /// Has the question that was asked for a request repeated, less and less often.
    void expectAnswer(ResponseContext context) {
        long elapsed = Math.max(now - context.startedAt(), FIRST_LOOKUP_MILLIS);
        deadlines.set(context.key(), Timer.LOOKUP, now + elapsed);
    }

    /// Sets timer C of a fork.
    void timerC(TransactionKey client, long delayMillis) {
        deadlines.set(client, Timer.C, now + delayMillis);
    }
}
