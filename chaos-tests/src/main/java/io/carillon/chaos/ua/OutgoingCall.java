package io.carillon.chaos.ua;

import io.carillon.sip.message.Method;
import io.carillon.sip.message.Response;

import java.time.Duration;

/// A call that this telephone makes. Answers are acknowledged by themselves.
public final class OutgoingCall {
    private final UserAgent phone;
    private final Happening bye = new Happening("BYE");
    private volatile ClientTransaction invite;
    private volatile Dialog dialog;

    OutgoingCall(UserAgent phone, ClientTransaction invite) {
        this.phone = phone;
        this.invite = invite;
    }

    public String callId() {
        return invite.request().callId();
    }

    /// Waits for the next response other than 100, which must have this status.
    public Response expect(int status, Duration atMost) {
        var response = next(atMost);
        while (response.status() == 100) {
            response = next(atMost);
        }
        if (response.status() != status) {
            throw new AssertionError("expected %d, got: %s".formatted(status, response));
        }
        return response;
    }

    /// Waits for the final response, whatever comes before it.
    public Response expectFinal(Duration atMost) {
        return invite.outcome(atMost);
    }

    private Response next(Duration atMost) {
        return invite.next(atMost)
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "no response in %d ms to %s"
                                                .formatted(
                                                        atMost.toMillis(),
                                                        invite.request().startLine())));
    }

    /// Called where responses arrive, before anybody waits for this one.
    void answered(Response response) {
        dialog = Dialog.ofCaller(invite.request(), response);
        invite.acknowledge(dialog.ack(phone.requests()));
    }

    /// Goes on with the INVITE that carries credentials.
    void replaceInvite(ClientTransaction again) {
        invite = again;
    }

    boolean isAnswered() {
        return dialog != null;
    }

    /// Gives up before there is a final response; the 487 is for [#expect].
    public void cancel() {
        var outcome = phone.send(invite.request().cancel()).outcome(UserAgent.PATIENCE);
        if (outcome.status() != 200) {
            throw new AssertionError("CANCEL was answered: " + outcome);
        }
    }

    /// Ends an answered call; the other side must agree.
    public void hangUp() {
        var outcome =
                phone.send(dialog.next(phone.requests(), Method.BYE)).outcome(UserAgent.PATIENCE);
        if (outcome.status() != 200) {
            throw new AssertionError("BYE was answered: " + outcome);
        }
    }

    /// Waits until the other side hangs up.
    public void awaitEnd(Duration atMost) {
        bye.await(atMost);
    }

    Happening bye() {
        return bye;
    }
}
