package io.carillon.sharding.simulation;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A call as its caller sees it: one INVITE, and each phone that accepts it.
final class OutgoingCall {
    private static final class Leg {
        final String target;
        final List<String> routes;
        final String to;
        boolean ended;

        Leg(String target, List<String> routes, String to) {
            this.target = target;
            this.routes = routes;
            this.to = to;
        }
    }

    private static final long T1 = 500;

    private final Phone phone;
    private final CallPlan plan;
    private final Map<String, Leg> legs = new LinkedHashMap<>();
    private Exchange invite;
    private boolean provisional;
    private boolean wantsCancel;
    private boolean cancelled;
    private int status;

    OutgoingCall(Phone phone, CallPlan plan) {
        this.phone = phone;
        this.plan = plan;
    }

    void begin() {
        var request =
                phone.request(
                        "INVITE sip:" + plan.callee() + "@example.com",
                        "From: " + from(),
                        "To: <sip:" + plan.callee() + "@example.com>",
                        "Call-ID: " + plan.callId(),
                        "CSeq: " + phone.nextCseq() + " INVITE",
                        "Contact: " + phone.contact());
        invite =
                phone.ask(
                        request,
                        new PhoneTransactions.Fate() {
                            @Override
                            public void answered(Response response) {
                                heard(response);
                            }

                            @Override
                            public void timedOut() {
                                ended(408);
                            }
                        });
        phone.cluster.schedule.after(plan.cancelAfter(), this::cancel);
    }

    private String from() {
        return "<" + phone.addressOfRecord() + ">;tag=c" + phone.name;
    }

    private void heard(Response response) {
        if (response.isProvisional()) {
            provisional = true;
            if (wantsCancel) cancel();
        } else if (response.isSuccess()) {
            accepted(response);
        } else {
            ended(response.status());
        }
    }

    private void ended(int with) {
        if (status == 0) status = with;
        phone.cluster.ledger.result(plan, status, cancelled);
    }

    private void accepted(Response response) {
        var tag = response.to().tag().orElseThrow();
        boolean first = legs.isEmpty();
        var known = legs.get(tag);
        if (known == null) {
            var routes = new ArrayList<>(response.headers().values(HeaderName.RECORD_ROUTE));
            Collections.reverse(routes);
            known = new Leg(Phone.target(response), routes, response.to().toString());
            legs.put(tag, known);
            phone.cluster.ledger.callerConnected(plan.callId(), tag);
            if (first) ended(200);
        }
        acknowledge(known);
        if (legs.get(tag) == known && !known.ended) {
            // One person can talk to one other.
            if (!first && legs.size() > 1 && legs.values().iterator().next() != known)
                hangUp(known);
            else if (first && plan.callerHangsUp()) {
                var leg = known;
                phone.cluster.schedule.after(plan.talk(), () -> hangUp(leg));
            }
        }
    }

    private void acknowledge(Leg leg) {
        long number = invite.request().cseq().number();
        phone.send(
                phone.inDialog(
                        Method.ACK,
                        (int) number,
                        leg.target,
                        leg.routes,
                        from(),
                        leg.to,
                        plan.callId()));
    }

    private void hangUp(Leg leg) {
        if (leg.ended) return;
        leg.ended = true;
        phone.ask(
                phone.inDialog(
                        Method.BYE,
                        phone.nextCseq(),
                        leg.target,
                        leg.routes,
                        from(),
                        leg.to,
                        plan.callId()),
                phone.cluster.ledger.bye(phone, plan.callId()));
    }

    /// §9.1: not before a provisional response.
    private void cancel() {
        if (status != 0) return;
        wantsCancel = true;
        if (!provisional || cancelled) return;
        cancelled = true;
        phone.transactions.send(invite.request().cancel(), phone.cluster.ledger.nobodyCares());
        phone.cluster.schedule.after(64 * T1, this::giveUp);
    }

    /// §9.1: after 64*T1 the INVITE is taken for cancelled, whatever was heard of it.
    private void giveUp() {
        if (status != 0) return;
        phone.cluster.ledger.unheard(plan);
        phone.transactions.forget(invite.request());
        status = 487;
    }

    boolean hungUp(Request bye) {
        var leg = legs.get(bye.from().tag().orElse(""));
        if (leg == null) return false;
        leg.ended = true;
        return true;
    }

    Optional<String> remains() {
        if (status == 0) return Optional.of(plan.callId() + " never ended for " + phone.name);
        for (var leg : legs.entrySet()) {
            if (!leg.getValue().ended) {
                return Optional.of(
                        plan.callId() + " goes on at " + phone.name + " with " + leg.getKey());
            }
        }
        return Optional.empty();
    }
}
