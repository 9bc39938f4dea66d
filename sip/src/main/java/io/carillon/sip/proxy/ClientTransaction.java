package io.carillon.sip.proxy;

import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transaction.InviteClient;
import io.carillon.sip.transaction.NonInviteClient;
import io.carillon.sip.transaction.Step;
import io.carillon.sip.transaction.Timer;
import io.carillon.sip.transaction.TimerValues;

/// The downstream side of one fork: one of the two client machines, stepped by one name.
public sealed interface ClientTransaction {
    /// Of an INVITE.
    record Invite(InviteClient.State state) implements ClientTransaction {}

    /// Of any other request.
    record Other(NonInviteClient.State state) implements ClientTransaction {}

    static Step<? extends ClientTransaction> start(Request request, TimerValues t) {
        return request.method() == Method.INVITE
                ? wrap(InviteClient.start(request, t))
                : wrapOther(NonInviteClient.start(request, t));
    }

    private static Step<ClientTransaction> wrap(Step<InviteClient.State> step) {
        return new Step<>(new Invite(step.next()), step.effects());
    }

    private static Step<ClientTransaction> wrapOther(Step<NonInviteClient.State> step) {
        return new Step<>(new Other(step.next()), step.effects());
    }

    /// The state in which it has heard of the far end, whatever that said.
    default ClientTransaction rung(Request sent) {
        return switch (this) {
            case Invite _ -> new Invite(new InviteClient.State.Proceeding(sent));
            case Other at -> at;
        };
    }

    default Step<? extends ClientTransaction> received(Response response, TimerValues t) {
        return switch (this) {
            case Invite at ->
                    wrap(InviteClient.on(at.state, new InviteClient.Event.Received(response), t));
            case Other at ->
                    wrapOther(
                            NonInviteClient.on(
                                    at.state, new NonInviteClient.Event.Received(response), t));
        };
    }

    default Step<? extends ClientTransaction> fired(Timer timer, TimerValues t) {
        return switch (this) {
            case Invite at ->
                    wrap(InviteClient.on(at.state, new InviteClient.Event.Fired(timer), t));
            case Other at ->
                    wrapOther(
                            NonInviteClient.on(
                                    at.state, new NonInviteClient.Event.Fired(timer), t));
        };
    }

    default Step<? extends ClientTransaction> unreachable(TimerValues t) {
        return switch (this) {
            case Invite at ->
                    wrap(InviteClient.on(at.state, new InviteClient.Event.Unreachable(), t));
            case Other at ->
                    wrapOther(
                            NonInviteClient.on(
                                    at.state, new NonInviteClient.Event.Unreachable(), t));
        };
    }

    default boolean isOver() {
        return switch (this) {
            case Invite at -> at.state.isOver();
            case Other at -> at.state.isOver();
        };
    }
}
