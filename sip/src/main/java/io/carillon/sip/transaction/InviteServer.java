package io.carillon.sip.transaction;

import static io.carillon.sip.transaction.Effect.send;
import static io.carillon.sip.transaction.Effect.set;
import static io.carillon.sip.transaction.Effect.stop;
import static io.carillon.sip.transaction.Effect.tell;
import static io.carillon.sip.transaction.Step.stay;
import static io.carillon.sip.transaction.Step.to;

import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.util.ArrayList;
import java.util.List;

/// The INVITE server transaction: absorbs retransmitted INVITEs and the ACKs of final responses
/// other than 2xx, and repeats such a response until it is acknowledged.
///
/// It does not repeat a 2xx (the far end does), and passes on no INVITE: the core starts it with
/// one. One method per box of the figure, one case per arrow.
///
/// RFC 3261 §17.2.1, figure 7 as replaced by RFC 6026 §8.6.
public final class InviteServer {
    private InviteServer() {}

    /// How long the 100 may be put off, milliseconds (§17.2.1).
    static final long LONGEST_SILENCE = 200;

    /// The boxes of the figure, and one for what its text allows. None holds the request.
    public sealed interface State {
        /// Nothing was sent yet, and the 100 is put off.
        record Trying(Response trying) implements State {}

        /// The far end is being asked; `last` is the latest provisional response.
        record Proceeding(Response last) implements State {}

        /// A final response other than 2xx was sent and waits for its ACK; `interval` is the
        /// present one of timer G, in milliseconds.
        record Completed(Response last, long interval) implements State {}

        /// A 2xx was sent; further ones may follow.
        record Accepted() implements State {}

        /// The ACK has come, others may.
        record Confirmed() implements State {}

        /// To be forgotten at once.
        record Terminated() implements State {}

        default boolean isOver() {
            return this instanceof Terminated;
        }
    }

    /// The labels of the arrows.
    public sealed interface Event {
        /// The same INVITE came again.
        record Retransmitted() implements Event {}

        /// An ACK with this transaction's key came.
        record Acked(Request ack) implements Event {}

        /// The core has a response.
        record Answered(Response response) implements Event {}

        record Fired(Timer timer) implements Event {}

        /// The transport could not deliver a response, nor find another way (§17.2.4).
        record Unreachable() implements Event {}
    }

    private static final State ACCEPTED = new State.Accepted();
    private static final State CONFIRMED = new State.Confirmed();
    private static final State TERMINATED = new State.Terminated();

    /// A new transaction for an INVITE; the 100 leaves at once and so quenches retransmissions.
    public static Step<State> start(Request invite) {
        var trying = Response.to(invite, 100, "");
        return to(new State.Proceeding(trying), send(trying));
    }

    /// A new transaction whose core has something to do before the sender may rely on it: the 100
    /// leaves when the core says so, or after 200 ms.
    public static Step<State> startSilently(Request invite) {
        var trying = Response.to(invite, 100, "");
        return to(new State.Trying(trying), set(Timer.TRYING, LONGEST_SILENCE));
    }

    public static Step<State> on(State state, Event event, TimerValues t) {
        return switch (state) {
            case State.Trying at -> trying(at, event, t);
            case State.Proceeding at -> proceeding(at, event, t);
            case State.Completed at -> completed(at, event, t);
            case State.Accepted at -> accepted(at, event);
            case State.Confirmed at -> confirmed(at, event);
            case State.Terminated at -> stay(at);
        };
    }

    private static Step<State> trying(State.Trying at, Event event, TimerValues t) {
        return switch (event) {
            case Event.Answered(var r) when r.isProvisional() ->
                    to(new State.Proceeding(r), send(r), stop(Timer.TRYING));
            case Event.Answered(var r) when r.isSuccess() ->
                    to(ACCEPTED, send(r), stop(Timer.TRYING), set(Timer.L, t.l()));
            case Event.Answered(var r) -> {
                var next = completing(r, t);
                var effects = new ArrayList<>(next.effects());
                effects.add(stop(Timer.TRYING));
                yield new Step<>(next.next(), List.copyOf(effects));
            }
            case Event.Fired(var timer) when timer == Timer.TRYING ->
                    to(new State.Proceeding(at.trying()), send(at.trying()));
            // There is no response yet to repeat, and none that could have been lost.
            case Event.Retransmitted(), Event.Acked _, Event.Fired _, Event.Unreachable() ->
                    stay(at);
        };
    }

    private static Step<State> proceeding(State.Proceeding at, Event event, TimerValues t) {
        return switch (event) {
            case Event.Retransmitted() -> stay(at, send(at.last()));
            case Event.Answered(var r) when r.isProvisional() ->
                    to(new State.Proceeding(r), send(r));
            case Event.Answered(var r) when r.isSuccess() ->
                    to(ACCEPTED, send(r), set(Timer.L, t.l()));
            case Event.Answered(var r) -> completing(r, t);
            case Event.Unreachable() -> stay(at, tell(new Notice.Unreachable()));
            // The figure has no such arrows.
            case Event.Acked _, Event.Fired _ -> stay(at);
        };
    }

    /// Timer G, the retransmission of the response, runs over unreliable transports only.
    private static Step<State> completing(Response r, TimerValues t) {
        var next = new State.Completed(r, t.g());
        return t.reliable()
                ? to(next, send(r), set(Timer.H, t.h()))
                : to(next, send(r), set(Timer.G, t.g()), set(Timer.H, t.h()));
    }

    private static Step<State> completed(State.Completed at, Event event, TimerValues t) {
        return switch (event) {
            case Event.Retransmitted() -> stay(at, send(at.last()));
            case Event.Acked _ when t.reliable() -> to(TERMINATED, stop(Timer.H));
            case Event.Acked _ -> to(CONFIRMED, stop(Timer.G), stop(Timer.H), set(Timer.I, t.i()));
            case Event.Fired(var timer) when timer == Timer.G && !t.reliable() -> {
                var next = t.doubledUpToT2(at.interval());
                yield to(new State.Completed(at.last(), next), send(at.last()), set(Timer.G, next));
            }
            // The figure draws no action at timer H; the text wants the core told.
            case Event.Fired(var timer) when timer == Timer.H && t.reliable() ->
                    to(TERMINATED, tell(new Notice.Unacknowledged()));
            case Event.Fired(var timer) when timer == Timer.H ->
                    to(TERMINATED, stop(Timer.G), tell(new Notice.Unacknowledged()));
            case Event.Unreachable() -> stay(at, tell(new Notice.Unreachable()));
            // A second final response has nowhere to go; the figure has no arrow for other timers.
            case Event.Answered _, Event.Fired _ -> stay(at);
        };
    }

    private static Step<State> accepted(State.Accepted at, Event event) {
        return switch (event) {
            case Event.Answered(var r) when r.isSuccess() -> stay(at, send(r));
            case Event.Acked(var ack) -> stay(at, tell(new Notice.AckForSuccess(ack)));
            case Event.Fired(var timer) when timer == Timer.L -> to(TERMINATED);
            case Event.Unreachable() -> stay(at, tell(new Notice.Unreachable()));
            // A retransmitted INVITE is absorbed: whoever accepted the call repeats the 2xx.
            case Event.Retransmitted() -> stay(at);
            // The figure has no such arrows.
            case Event.Answered _, Event.Fired _ -> stay(at);
        };
    }

    private static Step<State> confirmed(State.Confirmed at, Event event) {
        return switch (event) {
            case Event.Fired(var timer) when timer == Timer.I -> to(TERMINATED);
            // What this box is for: to absorb ACKs.
            case Event.Acked _ -> stay(at);
            // The figure has no such arrows.
            case Event.Retransmitted(), Event.Answered _, Event.Fired _, Event.Unreachable() ->
                    stay(at);
        };
    }
}
