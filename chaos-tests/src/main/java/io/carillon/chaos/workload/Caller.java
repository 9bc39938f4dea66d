package io.carillon.chaos.workload;

import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.util.List;
import java.util.Optional;

/// The calling side of one call: INVITE, ACK for every 2xx, BYE when its time has come.
final class Caller {
    private static final long PATIENCE_MILLIS = 60_000;

    private final Phone phone;
    private final Switchboard board;
    private final CallFate fate;
    private final String tag;
    private Exchange invite;
    private Loop.Timer patience;
    private Optional<DialogSide> dialog = Optional.empty();
    private String answeredTag = "";
    private int ackEdge = -1;
    private long cseq = 1;

    Caller(Phone phone, CallFate fate) {
        this.phone = phone;
        this.board = phone.board();
        this.fate = fate;
        this.tag = board.unique();
    }

    String tag() {
        return tag;
    }

    void start() {
        fate.begunBy(phone);
        var target = "sip:" + fate.plan().callee() + "@" + board.domain();
        var draft =
                new Draft(
                        Method.INVITE,
                        target,
                        fate.callId(),
                        cseq,
                        from(),
                        "<" + target + ">",
                        List.of("Contact: <" + phone.contactUri() + ">"),
                        Draft.OFFER);
        invite = new Exchange(phone, draft, new Answers());
        patience = board.loop().after(PATIENCE_MILLIS, this::impatient);
        invite.start(phone.edge());
    }

    private String from() {
        return "<" + phone.aor() + ">;tag=" + tag;
    }

    private void impatient() {
        invite.cancel();
        failed("no final response in 60 s");
    }

    private void failed(String why) {
        patience.cancel();
        fate.tried(invite.transactions(), invite.searchNanos());
        board.failed(fate, why);
    }

    private final class Answers implements Exchange.Listener {
        @Override
        public void provisional(Response response) {
            if (response.status() > 100) {
                fate.firstAnswer();
            }
        }

        @Override
        public void answered(Response response) {
            patience.cancel();
            fate.tried(invite.transactions(), invite.searchNanos());
            if (response.isSuccess()) {
                established(response);
            } else {
                failed("INVITE was answered " + response.status() + " " + response.reason());
            }
        }

        @Override
        public void failed(String why) {
            Caller.this.failed(why);
        }

        @Override
        public void cut(String why) {
            fate.cut();
            Caller.this.failed(why);
        }

        @Override
        public void successAgain(Response response) {
            again(response);
        }
    }

    private void established(Response response) {
        fate.answered();
        answeredTag = response.to().tag().orElse("");
        cseq = response.cseq().number();
        dialog = Optional.of(side(response));
        acknowledge(dialog.get(), cseq);
        if (!fate.plan().calleeHangsUp()) {
            board.loop().after(fate.plan().talkMillis(), this::hangUp);
        }
    }

    private DialogSide side(Response response) {
        return new DialogSide(
                fate.callId(),
                from(),
                response.to().toString(),
                DialogSide.contact(response),
                DialogSide.recordRoutes(response).reversed());
    }

    /// An ACK goes where its Route leads; when the 2xx comes again, or nobody listens there, by the
    /// other edge in turns.
    private void acknowledge(DialogSide side, long number) {
        acknowledge(side, number, board.edges().size() - 1);
    }

    private void acknowledge(DialogSide side, long number, int others) {
        int next = (ackEdge + 1) % board.edges().size();
        ackEdge = ackEdge < 0 ? phone.edgeOf(side.routes()) : next;
        var ack = side.request(Method.ACK, number);
        var branch = board.newBranch();
        Runnable byAnother = others > 0 ? () -> acknowledge(side, number, others - 1) : () -> {};
        phone.send(ack.octets(phone.via(branch)), ackEdge, ack, branch, byAnother);
    }

    private void again(Response response) {
        if (response.to().tag().orElse("").equals(answeredTag)) {
            dialog.ifPresent(side -> acknowledge(side, response.cseq().number()));
            return;
        }
        // Another telephone has answered as well, or the first one after the caller has given up,
        // its
        // connection being lost: that dialog is ended at once (§13.2.2.4).
        if (dialog.isPresent()) {
            board.figures().strange("a second telephone answered " + fate.callId());
        }
        var side = side(response);
        acknowledge(side, response.cseq().number());
        new Exchange(phone, side.request(Method.BYE, response.cseq().number() + 1), new Bye(false))
                .start(phone.edgeOf(side.routes()));
    }

    private void hangUp() {
        if (dialog.isEmpty() || !fate.failure().isEmpty()) {
            return;
        }
        fate.byeSent();
        var side = dialog.get();
        new Exchange(phone, side.request(Method.BYE, cseq + 1), new Bye(true))
                .start(phone.edgeOf(side.routes()));
    }

    private final class Bye implements Exchange.Listener {
        private final boolean counts;

        private Bye(boolean counts) {
            this.counts = counts;
        }

        @Override
        public void provisional(Response response) {}

        @Override
        public void answered(Response response) {
            if (!counts) {
                return;
            }
            if (response.isSuccess()) {
                fate.byeAnswered();
                over();
            } else {
                board.failed(fate, "BYE was answered " + response.status());
            }
        }

        @Override
        public void failed(String why) {
            if (counts) {
                board.failed(fate, why);
            }
        }
    }

    private void over() {
        fate.callerOver();
        board.check(fate);
    }

    /// The other side hangs up.
    void bye(Request bye, Line.Back back) {
        var to = "To: " + bye.to() + "\r\n";
        var answer = Switchboard.octets(bye, 200, "OK", to, "");
        phone.reply(answer, fate.callId(), "200 BYE", back, Optional.empty());
        over();
    }
}
