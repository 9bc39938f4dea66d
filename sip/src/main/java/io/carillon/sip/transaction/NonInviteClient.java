package io.carillon.sip.transaction;

import static io.carillon.sip.transaction.Effect.send;
import static io.carillon.sip.transaction.Effect.set;
import static io.carillon.sip.transaction.Effect.stop;
import static io.carillon.sip.transaction.Effect.tell;
import static io.carillon.sip.transaction.Step.stay;
import static io.carillon.sip.transaction.Step.to;

import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

/// The non-INVITE client transaction, of a CANCEL too: repeats the request until the final
/// response, and passes that up once.
///
/// What a provisional response or a timeout means is the core's to say; RFC 4320 wants no 408 made
/// of the latter. One method per box of the figure, one case per arrow.
///
/// RFC 3261 §17.1.2, figure 6.
public final class NonInviteClient {
    private NonInviteClient() {}

    /// The boxes of the figure. The request is held until the final response only.
    public sealed interface State {
        /// Nobody has answered; `interval` is the present one of timer E, in milliseconds.
        record Trying(Request request, long interval) implements State {}

        /// A provisional response came; the request is repeated all the same, as that is what
        /// brings back a lost final one.
        record Proceeding(Request request) implements State {}

        /// The final response came and may come again.
        record Completed() implements State {}

        /// To be forgotten at once.
        record Terminated() implements State {}

        default boolean isOver() {
            return this instanceof Terminated;
        }
    }

    /// The labels of the arrows.
    public sealed interface Event {
        record Received(Response response) implements Event {}

        record Fired(Timer timer) implements Event {}

        /// The transport could not deliver the request.
        record Unreachable() implements Event {}
    }

    private static final State COMPLETED = new State.Completed();
    private static final State TERMINATED = new State.Terminated();

    /// A new transaction: the request, with its Via on top, leaves at once.
    public static Step<State> start(Request request, TimerValues t) {
        var trying = new State.Trying(request, t.e());
        return t.reliable()
                ? to(trying, send(request), set(Timer.F, t.f()))
                : to(trying, send(request), set(Timer.E, t.e()), set(Timer.F, t.f()));
    }

    public static Step<State> on(State state, Event event, TimerValues t) {
        return switch (state) {
            case State.Trying at -> trying(at, event, t);
            case State.Proceeding at -> proceeding(at, event, t);
            case State.Completed at -> completed(at, event);
            case State.Terminated at -> stay(at);
        };
    }

    private static Step<State> trying(State.Trying at, Event event, TimerValues t) {
        return switch (event) {
            // Timer E runs on; the next one lasts T2.
            case Event.Received(var r) when r.isProvisional() ->
                    to(new State.Proceeding(at.request()), pass(r));
            case Event.Received(var r) -> completing(r, t);
            case Event.Fired(var timer) when timer == Timer.E && !t.reliable() -> {
                var next = t.doubledUpToT2(at.interval());
                yield to(
                        new State.Trying(at.request(), next),
                        send(at.request()),
                        set(Timer.E, next));
            }
            case Event.Fired(var timer) when timer == Timer.F -> timedOut(t);
            case Event.Unreachable() -> unreachable(t);
            // The figure has no such arrow.
            case Event.Fired _ -> stay(at);
        };
    }

    private static Step<State> proceeding(State.Proceeding at, Event event, TimerValues t) {
        return switch (event) {
            case Event.Received(var r) when r.isProvisional() -> stay(at, pass(r));
            case Event.Received(var r) -> completing(r, t);
            case Event.Fired(var timer) when timer == Timer.E && !t.reliable() ->
                    stay(at, send(at.request()), set(Timer.E, t.t2()));
            case Event.Fired(var timer) when timer == Timer.F -> timedOut(t);
            case Event.Unreachable() -> unreachable(t);
            // The figure has no such arrow.
            case Event.Fired _ -> stay(at);
        };
    }

    private static Step<State> completing(Response r, TimerValues t) {
        return t.reliable()
                ? to(TERMINATED, stop(Timer.F), pass(r))
                : to(COMPLETED, stop(Timer.E), stop(Timer.F), set(Timer.K, t.k()), pass(r));
    }

    private static Step<State> timedOut(TimerValues t) {
        var notice = tell(new Notice.TimedOut());
        return t.reliable() ? to(TERMINATED, notice) : to(TERMINATED, stop(Timer.E), notice);
    }

    private static Step<State> unreachable(TimerValues t) {
        var notice = tell(new Notice.Unreachable());
        return t.reliable()
                ? to(TERMINATED, stop(Timer.F), notice)
                : to(TERMINATED, stop(Timer.E), stop(Timer.F), notice);
    }

    private static Step<State> completed(State.Completed at, Event event) {
        return switch (event) {
            case Event.Fired(var timer) when timer == Timer.K -> to(TERMINATED);
            // What this box is for: to absorb responses.
            case Event.Received _ -> stay(at);
            // The figure has no such arrows.
            case Event.Fired _, Event.Unreachable() -> stay(at);
        };
    }

    private static Effect pass(Response response) {
        return tell(new Notice.Passed(response));
    }
}
