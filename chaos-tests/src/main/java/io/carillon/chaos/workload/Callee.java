package io.carillon.chaos.workload;

import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// One called telephone's side of one call: rings, answers or refuses as the plan says, repeats
/// what is not acknowledged, gives way to CANCEL, and hangs up or is hung up on.
///
/// A second copy of an INVITE by another way is refused with 482 (RFC 3261 §8.2.2.2), which keeps a
/// telephone from ringing twice.
final class Callee {
    private final Phone phone;
    private final Switchboard board;
    private final CallFate fate;
    private final String tag;
    private Optional<Request> invite = Optional.empty();
    private Line.Back back;
    private byte[] last = {};
    private String lastText = "";
    private int status;
    private boolean acknowledged;
    private final Set<String> copies = new HashSet<>(2);
    private Loop.Timer repeat;

    Callee(Phone phone, CallFate fate) {
        this.phone = phone;
        this.board = phone.board();
        this.fate = fate;
        this.tag = board.unique();
    }

    void received(Request request, Line.Back from) {
        switch (request.method().toString()) {
            case "INVITE" -> invited(request, from);
            case "ACK" -> acknowledged(request);
            case "CANCEL" -> cancelled(request, from);
            default -> {
                answer(request, from);
                if (request.method().equals(Method.BYE) && status == 200) {
                    over();
                }
            }
        }
    }

    /// 200 to anything but INVITE.
    private void answer(Request request, Line.Back from) {
        var to = request.to().tag().isPresent() ? request.to().toString() : tagged(request);
        var octets = Switchboard.octets(request, 200, "OK", "To: " + to + "\r\n", "");
        phone.reply(octets, fate.callId(), "200 " + request.method(), from, Optional.empty());
    }

    private String tagged(Request request) {
        return request.to() + ";tag=" + tag;
    }

    private void invited(Request request, Line.Back from) {
        if (invite.isEmpty()) {
            invite = Optional.of(request);
            back = from;
            fate.invited(phone);
            fate.leg(phone, CallFate.Leg.RINGING);
            begin();
        } else if (isFirst(request)) {
            board.figures().repetition();
            back = from;
            phone.reply(last, fate.callId(), lastText, back, Optional.empty());
        } else {
            if (copies.add(request.topVia().branch().orElse(""))) {
                fate.invited(phone);
                board.figures().merged();
            }
            var to = "To: " + tagged(request) + "x\r\n";
            var octets = Switchboard.octets(request, 482, "Loop Detected", to, "");
            phone.reply(octets, fate.callId(), "482 INVITE", from, Optional.empty());
        }
    }

    private boolean isFirst(Request request) {
        return invite.orElseThrow().topVia().branch().equals(request.topVia().branch());
    }

    private void begin() {
        var plan = fate.plan();
        boolean answers = plan.answerer().isEmpty() || plan.answerer().equals(phone.id());
        if (plan.busy().contains(phone.id())) {
            respond(486, "Busy Here", "");
        } else if (answers && plan.ringMillis() == 0) {
            pickUp();
        } else {
            respond(180, "Ringing", contact());
            if (answers) {
                board.loop().after(plan.ringMillis(), this::pickUp);
            }
        }
    }

    private String contact() {
        return "Contact: <" + phone.contactUri() + ">\r\n";
    }

    private void pickUp() {
        if (status < 200) {
            fate.answerSent();
            fate.leg(phone, CallFate.Leg.ANSWERED);
            respond(200, "OK", contact() + "Content-Type: application/sdp\r\n");
        }
    }

    private void respond(int code, String reason, String more) {
        status = code;
        lastText = code + " INVITE";
        var lines = "To: " + tagged(invite.orElseThrow()) + "\r\n" + more;
        last =
                Switchboard.octets(
                        invite.orElseThrow(), code, reason, lines, code == 200 ? Draft.OFFER : "");
        phone.reply(last, fate.callId(), lastText, back, Optional.empty());
        if (code == 200 || code > 200 && !phone.isReliable()) {
            repeatAfter(Attempt.T1_MILLIS, 1);
        } else if (code > 200) {
            repeat = board.loop().after(Attempt.GIVE_UP_MILLIS, this::unacknowledged);
        }
    }

    /// Every other time by another edge, in case the one that brought the INVITE is no more.
    private void repeatAfter(long interval, int round) {
        repeat =
                board.loop()
                        .after(
                                interval,
                                () -> {
                                    if (acknowledged) {
                                        return;
                                    }
                                    if (interval * 2 > Attempt.GIVE_UP_MILLIS || round > 10) {
                                        unacknowledged();
                                        return;
                                    }
                                    phone.reply(last, fate.callId(), lastText, back, other(round));
                                    repeatAfter(
                                            Math.min(interval * 2, Attempt.T2_MILLIS), round + 1);
                                });
    }

    private Optional<Integer> other(int round) {
        int edges = board.edges().size();
        boolean changes = round % 2 == 0 && edges > 1 && back.edge() >= 0 && !phone.isReliable();
        return changes ? Optional.of((back.edge() + 1) % edges) : Optional.empty();
    }

    private void unacknowledged() {
        if (status == 200) {
            board.failed(fate, "the 200 of " + phone.name() + " was not acknowledged");
            hangUp(); // RFC 3261 §13.3.1.4: nobody shall think that there is a call
        } else {
            over(); // the failure has been told ten times; nobody rings
        }
    }

    private void acknowledged(Request ack) {
        if (acknowledged || status < 200 || status != 200 && !isFirst(ack)) {
            return;
        }
        acknowledged = true;
        if (repeat != null) {
            repeat.cancel();
        }
        if (status != 200) {
            over();
            return;
        }
        fate.acknowledged();
        fate.leg(phone, CallFate.Leg.TALKING);
        if (fate.plan().calleeHangsUp()) {
            board.loop().after(fate.plan().talkMillis(), this::hangUp);
        }
    }

    private void cancelled(Request cancel, Line.Back from) {
        answer(cancel, from);
        if (status < 200 && isFirst(cancel)) {
            if (fate.plan().answerer().equals(phone.id())) {
                fate.leg(phone, CallFate.Leg.RINGING);
                board.figures().strange("the answering telephone was cancelled: " + fate.callId());
            }
            respond(487, "Request Terminated", "");
        }
    }

    private void hangUp() {
        var request = invite.orElseThrow();
        var side =
                new DialogSide(
                        fate.callId(),
                        tagged(request),
                        request.from().toString(),
                        DialogSide.contact(request),
                        DialogSide.recordRoutes(request));
        fate.byeSent();
        new Exchange(phone, side.request(Method.BYE, 1), new Bye())
                .start(phone.edgeOf(side.routes()));
    }

    private final class Bye implements Exchange.Listener {
        @Override
        public void provisional(Response response) {}

        @Override
        public void answered(Response response) {
            if (response.isSuccess()) {
                fate.byeAnswered();
                over();
            } else {
                board.failed(fate, "BYE was answered " + response.status());
            }
        }

        @Override
        public void failed(String why) {
            board.failed(fate, why);
        }
    }

    private void over() {
        if (status == 200 && !acknowledged) {
            acknowledged = true; // a BYE in front of a lost ACK
            if (repeat != null) {
                repeat.cancel();
            }
        }
        fate.leg(phone, CallFate.Leg.OVER);
        board.check(fate);
    }
}
