package io.carillon.sip.transaction;

import static io.carillon.sip.transaction.Effect.send;
import static io.carillon.sip.transaction.Effect.set;
import static io.carillon.sip.transaction.Effect.stop;
import static io.carillon.sip.transaction.Effect.tell;
import static io.carillon.sip.transaction.Step.stay;
import static io.carillon.sip.transaction.Step.to;

import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

/// The INVITE client transaction: repeats the INVITE until somebody answers, passes the responses
/// up, and acknowledges those from 300 on.
///
/// It sends no CANCEL and no ACK of a 2xx, and does not limit how long a call may ring: the core
/// does (timer C). One method per box of the figure, one case per arrow.
///
/// RFC 3261 §17.1.1, figure 5 as replaced by RFC 6026 §8.4.
public final class InviteClient {
    private InviteClient() {}

    /// The boxes of the figure. The INVITE is held until the final response only.
    public sealed interface State {
        /// Nobody has answered; `interval` is the present one of timer A, in milliseconds.
        record Calling(Request invite, long interval) implements State {}

        /// Somebody has; the INVITE is kept because an ACK is made of it.
        record Proceeding(Request invite) implements State {}

        /// A final response other than 2xx came; the ACK is repeated when that is.
        record Completed(Request ack) implements State {}

        /// A 2xx came; others may, from other branches of a fork downstream.
        record Accepted() implements State {}

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

        /// The transport could not deliver the INVITE or the ACK.
        record Unreachable() implements Event {}
    }

    private static final State ACCEPTED = new State.Accepted();
    private static final State TERMINATED = new State.Terminated();

    /// A new transaction: the INVITE, with its Via on top, leaves at once.
    public static Step<State> start(Request invite, TimerValues t) {
        var calling = new State.Calling(invite, t.a());
        return t.reliable()
                ? to(calling, send(invite), set(Timer.B, t.b()))
                : to(calling, send(invite), set(Timer.A, t.a()), set(Timer.B, t.b()));
    }

    public static Step<State> on(State state, Event event, TimerValues t) {
        return switch (state) {
            case State.Calling at -> calling(at, event, t);
            case State.Proceeding at -> proceeding(at, event, t);
            case State.Completed at -> completed(at, event);
            case State.Accepted at -> accepted(at, event);
            case State.Terminated at -> stay(at);
        };
    }

    private static Step<State> calling(State.Calling at, Event event, TimerValues t) {
        return switch (event) {
            case Event.Received(var r) when r.isProvisional() -> {
                var next = new State.Proceeding(at.invite());
                yield t.reliable()
                        ? to(next, stop(Timer.B), pass(r))
                        : to(next, stop(Timer.A), stop(Timer.B), pass(r));
            }
            case Event.Received(var r) when r.isSuccess() ->
                    t.reliable()
                            ? to(ACCEPTED, stop(Timer.B), set(Timer.M, t.m()), pass(r))
                            : to(
                                    ACCEPTED,
                                    stop(Timer.A),
                                    stop(Timer.B),
                                    set(Timer.M, t.m()),
                                    pass(r));
            case Event.Received(var r) -> {
                var ack = at.invite().ackOf(r);
                yield t.reliable()
                        ? to(TERMINATED, send(ack), stop(Timer.B), pass(r))
                        : to(
                                new State.Completed(ack),
                                send(ack),
                                stop(Timer.A),
                                stop(Timer.B),
                                set(Timer.D, t.d()),
                                pass(r));
            }
            case Event.Fired(var timer) when timer == Timer.A && !t.reliable() -> {
                var next = t.doubled(at.interval());
                yield to(
                        new State.Calling(at.invite(), next),
                        send(at.invite()),
                        set(Timer.A, next));
            }
            case Event.Fired(var timer) when timer == Timer.B ->
                    t.reliable()
                            ? to(TERMINATED, tell(new Notice.TimedOut()))
                            : to(TERMINATED, stop(Timer.A), tell(new Notice.TimedOut()));
            case Event.Unreachable() ->
                    t.reliable()
                            ? to(TERMINATED, stop(Timer.B), tell(new Notice.Unreachable()))
                            : to(
                                    TERMINATED,
                                    stop(Timer.A),
                                    stop(Timer.B),
                                    tell(new Notice.Unreachable()));
            // The figure has no such arrow.
            case Event.Fired _ -> stay(at);
        };
    }

    private static Step<State> proceeding(State.Proceeding at, Event event, TimerValues t) {
        return switch (event) {
            case Event.Received(var r) when r.isProvisional() -> stay(at, pass(r));
            case Event.Received(var r) when r.isSuccess() ->
                    to(ACCEPTED, set(Timer.M, t.m()), pass(r));
            case Event.Received(var r) -> {
                var ack = at.invite().ackOf(r);
                yield t.reliable()
                        ? to(TERMINATED, send(ack), pass(r))
                        : to(new State.Completed(ack), send(ack), set(Timer.D, t.d()), pass(r));
            }
            // The figure has no such arrows: nothing is sent from this box, so a transport error is
            // an echo of an INVITE that was answered since.
            case Event.Fired _, Event.Unreachable() -> stay(at);
        };
    }

    private static Step<State> completed(State.Completed at, Event event) {
        return switch (event) {
            case Event.Received(var r) when r.status() >= 300 -> stay(at, send(at.ack()));
            case Event.Fired(var timer) when timer == Timer.D -> to(TERMINATED);
            case Event.Unreachable() ->
                    to(TERMINATED, stop(Timer.D), tell(new Notice.Unreachable()));
            // The figure has no such arrows: not even a 2xx passes once another final response has.
            case Event.Received _, Event.Fired _ -> stay(at);
        };
    }

    private static Step<State> accepted(State.Accepted at, Event event) {
        return switch (event) {
            case Event.Received(var r) when r.isSuccess() -> stay(at, pass(r));
            case Event.Fired(var timer) when timer == Timer.M -> to(TERMINATED);
            // The figure has no such arrows.
            case Event.Received _, Event.Fired _, Event.Unreachable() -> stay(at);
        };
    }

    private static Effect pass(Response response) {
        return tell(new Notice.Passed(response));
    }
}
