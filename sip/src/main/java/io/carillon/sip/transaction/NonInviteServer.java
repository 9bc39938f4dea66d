package io.carillon.sip.transaction;

import static io.carillon.sip.transaction.Effect.send;
import static io.carillon.sip.transaction.Effect.set;
import static io.carillon.sip.transaction.Effect.stop;
import static io.carillon.sip.transaction.Effect.tell;
import static io.carillon.sip.transaction.Step.stay;
import static io.carillon.sip.transaction.Step.to;

import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

/// The non-INVITE server transaction: absorbs retransmitted requests and repeats the answer to
/// them. RFC 4320 lives here: whatever the core answers, no 408 leaves, no provisional response but
/// a 100, and that one only when it is due, which this machine sees to itself.
///
/// It passes on no request: the core starts it with one. One method per box of the figure, one case
/// per arrow.
///
/// RFC 3261 §17.2.2, figure 8; RFC 4320 §4; RFC 6026 §8.8.
public final class NonInviteServer {
    private NonInviteServer() {}

    /// The boxes of the figure, and one more. The request is held only until the first answer.
    public sealed interface State {
        /// Nothing was answered yet; `request` is what a late 100 is made of.
        record Trying(Request request) implements State {}

        /// `last` is the 100 that was sent.
        record Proceeding(Response last) implements State {}

        /// `last` is the final response.
        record Completed(Response last) implements State {}

        /// The core has given up and nothing may be said: retransmissions are absorbed in silence
        /// (RFC 4320 §4.2). Not in the figure.
        record Abandoned() implements State {}

        /// To be forgotten at once.
        record Terminated() implements State {}

        default boolean isOver() {
            return this instanceof Terminated;
        }
    }

    /// The labels of the arrows.
    public sealed interface Event {
        /// The same request came again.
        record Retransmitted() implements Event {}

        /// The core has a response.
        record Answered(Response response) implements Event {}

        record Fired(Timer timer) implements Event {}

        /// The transport could not deliver a response, nor find another way (§17.2.4).
        record Unreachable() implements Event {}
    }

    private static final State ABANDONED = new State.Abandoned();
    private static final State TERMINATED = new State.Terminated();

    /// A new transaction for a request other than INVITE and ACK.
    public static Step<State> start(Request request, TimerValues t) {
        return to(new State.Trying(request), set(Timer.TRYING, t.trying()));
    }

    public static Step<State> on(State state, Event event, TimerValues t) {
        return switch (state) {
            case State.Trying at -> trying(at, event, t);
            case State.Proceeding at -> proceeding(at, event, t);
            case State.Completed at -> completed(at, event);
            case State.Abandoned at -> abandoned(at, event);
            case State.Terminated at -> stay(at);
        };
    }

    private static Step<State> trying(State.Trying at, Event event, TimerValues t) {
        return switch (event) {
            case Event.Answered(var r) when r.status() == 100 && t.reliable() ->
                    to(new State.Proceeding(r), send(r), stop(Timer.TRYING));
            // RFC 4320 §4.1: no provisional response but a 100, and that not before it is due.
            case Event.Answered(var r) when r.isProvisional() -> stay(at);
            case Event.Answered(var r) when mayLeave(r) && t.reliable() ->
                    to(TERMINATED, send(r), stop(Timer.TRYING));
            case Event.Answered(var r) when mayLeave(r) ->
                    to(new State.Completed(r), send(r), stop(Timer.TRYING), set(Timer.J, t.j()));
            case Event.Answered _ when t.reliable() -> to(TERMINATED, stop(Timer.TRYING));
            case Event.Answered _ -> to(ABANDONED, stop(Timer.TRYING), set(Timer.J, t.j()));
            case Event.Fired(var timer) when timer == Timer.TRYING -> {
                var trying = Response.to(at.request(), 100, "");
                yield to(new State.Proceeding(trying), send(trying));
            }
            // §17.2.2: discarded.
            case Event.Retransmitted() -> stay(at);
            // Nothing was sent yet; the figure has no such arrows.
            case Event.Unreachable(), Event.Fired _ -> stay(at);
        };
    }

    private static Step<State> proceeding(State.Proceeding at, Event event, TimerValues t) {
        return switch (event) {
            case Event.Retransmitted() -> stay(at, send(at.last()));
            case Event.Answered(var r) when r.status() == 100 ->
                    to(new State.Proceeding(r), send(r));
            // RFC 4320 §4.1: no provisional response but a 100.
            case Event.Answered(var r) when r.isProvisional() -> stay(at);
            case Event.Answered(var r) when mayLeave(r) && t.reliable() -> to(TERMINATED, send(r));
            case Event.Answered(var r) when mayLeave(r) ->
                    to(new State.Completed(r), send(r), set(Timer.J, t.j()));
            case Event.Answered _ when t.reliable() -> to(TERMINATED);
            case Event.Answered _ -> to(ABANDONED, set(Timer.J, t.j()));
            // Figure 8 ends the transaction here; §17.2.4 as replaced by RFC 6026 §8.8 says that it
            // MUST remain in the current state, so that retransmissions are still absorbed.
            case Event.Unreachable() -> stay(at, tell(new Notice.Unreachable()));
            // The figure has no such arrow.
            case Event.Fired _ -> stay(at);
        };
    }

    private static Step<State> completed(State.Completed at, Event event) {
        return switch (event) {
            case Event.Retransmitted() -> stay(at, send(at.last()));
            case Event.Fired(var timer) when timer == Timer.J -> to(TERMINATED);
            // As in Proceeding.
            case Event.Unreachable() -> stay(at, tell(new Notice.Unreachable()));
            // §17.2.2: other final responses MUST be discarded.
            case Event.Answered _ -> stay(at);
            // The figure has no such arrow.
            case Event.Fired _ -> stay(at);
        };
    }

    private static Step<State> abandoned(State.Abandoned at, Event event) {
        return switch (event) {
            case Event.Fired(var timer) when timer == Timer.J -> to(TERMINATED);
            case Event.Retransmitted(), Event.Answered _, Event.Fired _, Event.Unreachable() ->
                    stay(at);
        };
    }

    /// A 408 comes too late for anybody to read, and costs everybody (RFC 4320 §4.2, RFC 4321
    /// §1.4).
    private static boolean mayLeave(Response r) {
        return r.status() != 408;
    }
}
