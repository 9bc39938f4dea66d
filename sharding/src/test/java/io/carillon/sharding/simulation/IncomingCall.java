package io.carillon.sharding.simulation;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.util.List;
import java.util.Optional;

/// A call as one of the phones sees it that ring for it.
final class IncomingCall {
    private static final long T1 = 500;
    private static final long T2 = 4_000;

    private static final long NO_ANSWER = 60_000;

    private enum State {
        RINGING,
        ACCEPTED,
        CONFIRMED,
        ENDED
    }

    private final Phone phone;
    private final Request invite;
    private final String tag;
    private final CallPlan.Answer plan;
    private final CallPlan call;
    private State state = State.RINGING;
    private Response accepted;
    private long acceptedAt;

    IncomingCall(Phone phone, Request invite) {
        this.phone = phone;
        this.invite = invite;
        this.call = phone.cluster.plan(invite.callId());
        this.plan = call.answers().get(phone.name);
        int times = phone.cluster.ledger.rings(phone, invite);
        this.tag = phone.name + (times > 1 ? "-" + times : "");
    }

    void ring() {
        var schedule = phone.cluster.schedule;
        if (plan.rings()) {
            schedule.after(
                    phone.cluster.chance.between(1, 60),
                    () -> {
                        if (state == State.RINGING) answer(180);
                    });
        }
        if (plan.status() > 0) schedule.after(plan.after(), this::decide);
        schedule.after(NO_ANSWER, this::giveUp);
    }

    /// Nobody is there; whoever called has taken that back long ago.
    private void giveUp() {
        if (state != State.RINGING) return;
        state = State.ENDED;
        answer(480);
        phone.cluster.ledger.rangInVain(phone, call.callId());
    }

    private void decide() {
        if (state != State.RINGING) return;
        if (plan.status() != 200) {
            state = State.ENDED;
            answer(plan.status());
            return;
        }
        state = State.ACCEPTED;
        acceptedAt = phone.cluster.schedule.now();
        accepted = phone.dialogResponse(invite, 200, tag);
        phone.transactions.answer(invite, accepted);
        repeat(T1);
    }

    private void answer(int status) {
        phone.transactions.answer(invite, phone.dialogResponse(invite, status, tag));
    }

    /// §13.3.1.4: whoever accepts repeats that, over any transport.
    private void repeat(long interval) {
        phone.cluster.schedule.after(
                interval,
                () -> {
                    if (state != State.ACCEPTED) return;
                    if (phone.cluster.schedule.now() - acceptedAt >= 64 * T1) {
                        hangUp();
                        return;
                    }
                    phone.send(accepted);
                    repeat(Math.min(T2, 2 * interval));
                });
    }

    void acknowledged(Request ack) {
        if (state != State.ACCEPTED || !ack.to().tag().orElse("").equals(tag)) return;
        state = State.CONFIRMED;
        phone.cluster.ledger.calleeConnected(call.callId(), tag);
        if (!call.callerHangsUp()) phone.cluster.schedule.after(call.talk(), this::hangUp);
    }

    void cancelled() {
        if (state != State.RINGING) return;
        state = State.ENDED;
        answer(487);
    }

    boolean hungUp(Request bye) {
        if (!bye.to().tag().orElse("").equals(tag)) return false;
        // The BYE may overtake the ACK.
        if (state == State.ACCEPTED) phone.cluster.ledger.calleeConnected(call.callId(), tag);
        state = State.ENDED;
        return true;
    }

    private void hangUp() {
        if (state == State.ENDED) return;
        state = State.ENDED;
        List<String> routes = invite.headers().values(HeaderName.RECORD_ROUTE);
        phone.ask(
                phone.inDialog(
                        Method.BYE,
                        phone.nextCseq(),
                        Phone.target(invite),
                        routes,
                        invite.to().withTag(tag).toString(),
                        invite.from().toString(),
                        call.callId()),
                phone.cluster.ledger.bye(phone, call.callId()));
    }

    Optional<String> remains() {
        return state == State.ENDED
                ? Optional.empty()
                : Optional.of(call.callId() + " is " + state + " at " + phone.name);
    }
}
