package io.carillon.sip.proxy;

import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transaction.Effect;
import io.carillon.sip.transaction.InviteServer;
import io.carillon.sip.transaction.NonInviteServer;
import io.carillon.sip.transaction.Step;
import io.carillon.sip.transaction.Timer;
import io.carillon.sip.transaction.TimerValues;

import java.util.List;
import java.util.Optional;

/// The upstream side of a proxied request: one of the two server machines, stepped by one name.
public sealed interface ServerTransaction {
    /// Of an INVITE.
    record Invite(InviteServer.State state) implements ServerTransaction {}

    /// Of any other request.
    record Other(NonInviteServer.State state) implements ServerTransaction {}

    /// A new transaction.
    ///
    /// @param silently whether the 100 of an INVITE waits for [#released]
    static Step<? extends ServerTransaction> start(
            Request request, boolean silently, TimerValues t) {
        if (request.method() != Method.INVITE) return wrapOther(NonInviteServer.start(request, t));
        return wrap(silently ? InviteServer.startSilently(request) : InviteServer.start(request));
    }

    private static Step<ServerTransaction> wrap(Step<InviteServer.State> step) {
        return new Step<>(new Invite(step.next()), step.effects());
    }

    private static Step<ServerTransaction> wrapOther(Step<NonInviteServer.State> step) {
        return new Step<>(new Other(step.next()), step.effects());
    }

    default Step<? extends ServerTransaction> retransmitted(TimerValues t) {
        return switch (this) {
            case Invite at ->
                    wrap(InviteServer.on(at.state, new InviteServer.Event.Retransmitted(), t));
            case Other at ->
                    wrapOther(
                            NonInviteServer.on(
                                    at.state, new NonInviteServer.Event.Retransmitted(), t));
        };
    }

    default Step<? extends ServerTransaction> answered(Response response, TimerValues t) {
        return switch (this) {
            case Invite at ->
                    wrap(InviteServer.on(at.state, new InviteServer.Event.Answered(response), t));
            case Other at ->
                    wrapOther(
                            NonInviteServer.on(
                                    at.state, new NonInviteServer.Event.Answered(response), t));
        };
    }

    /// The latest response, where it is still known.
    default Optional<Response> latest() {
        return switch (this) {
            case Invite(InviteServer.State.Proceeding(var last)) -> Optional.of(last);
            case Other(NonInviteServer.State.Completed(var last)) -> Optional.of(last);
            case Invite _, Other _ -> Optional.empty();
        };
    }

    /// The refusal of an INVITE once more, when that was its answer and is not acknowledged.
    default Step<? extends ServerTransaction> refusedAgain() {
        return this instanceof Invite(InviteServer.State.Completed(var last, var _))
                ? new Step<>(this, List.of(new Effect.Send(last)))
                : new Step<>(this, List.of());
    }

    /// Whether it is an INVITE whose machine passes no 2xx any more: a failure was its answer, or
    /// the
    /// time for further ones is over.
    default boolean isClosed() {
        return this instanceof Invite(var at)
                && (at instanceof InviteServer.State.Completed
                        || at instanceof InviteServer.State.Confirmed
                        || at instanceof InviteServer.State.Terminated);
    }

    /// Nothing that a 100 promises is missing any more.
    default Step<? extends ServerTransaction> released(TimerValues t) {
        return this instanceof Invite(InviteServer.State.Trying(var trying))
                ? answered(trying, t)
                : new Step<>(this, List.of());
    }

    default Step<? extends ServerTransaction> fired(Timer timer, TimerValues t) {
        return switch (this) {
            case Invite at ->
                    wrap(InviteServer.on(at.state, new InviteServer.Event.Fired(timer), t));
            case Other at ->
                    wrapOther(
                            NonInviteServer.on(
                                    at.state, new NonInviteServer.Event.Fired(timer), t));
        };
    }

    /// An ACK with the key of this transaction; only an INVITE's waits for one.
    default Step<? extends ServerTransaction> acked(Request ack, TimerValues t) {
        return switch (this) {
            case Invite at -> wrap(InviteServer.on(at.state, new InviteServer.Event.Acked(ack), t));
            case Other at -> new Step<>(at, List.of());
        };
    }

    default boolean isOver() {
        return switch (this) {
            case Invite at -> at.state.isOver();
            case Other at -> at.state.isOver();
        };
    }
}
