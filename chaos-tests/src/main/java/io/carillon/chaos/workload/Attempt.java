package io.carillon.chaos.workload;

import io.carillon.sip.message.Method;
import io.carillon.sip.message.Response;

/// One client transaction: a request under one branch at one edge, repeated over UDP until there is
/// an answer. RFC 3261 §17.1.
///
/// The [Exchange] it belongs to decides what an answer means and whether there is another attempt.
final class Attempt {
    static final long T1_MILLIS = 500;
    static final long T2_MILLIS = 4000;
    static final long GIVE_UP_MILLIS = 32_000;

    private final Owner owner;
    private final Phone phone;
    private final Draft draft;
    private final int edge;
    private final String branch;
    private final String via;
    private Loop.Timer repeat;
    private Response last;
    private boolean over;
    private boolean lost;
    private long began;
    private long giveUp;

    /// Whoever wants the answers.
    interface Owner {
        void received(Attempt attempt, Response response);

        /// Nobody listens where it was sent to, and it has no answer.
        void refused(Attempt attempt);

        /// A 2xx has come again, or another one.
        void successAgain(Response response);
    }

    private static final Owner NOBODY =
            new Owner() {
                @Override
                public void received(Attempt attempt, Response response) {}

                @Override
                public void refused(Attempt attempt) {}

                @Override
                public void successAgain(Response response) {}
            };

    Attempt(Owner owner, Phone phone, Draft draft, int edge, String branch) {
        this.owner = owner;
        this.phone = phone;
        this.draft = draft;
        this.edge = edge;
        this.branch = branch;
        this.via = phone.via(branch);
    }

    String branch() {
        return branch;
    }

    int edge() {
        return edge;
    }

    Phone phone() {
        return phone;
    }

    Draft draft() {
        return draft;
    }

    private boolean isInvite() {
        return draft.method().equals(Method.INVITE);
    }

    boolean hasAnswer() {
        return last != null;
    }

    /// Whether a final answer can still be hoped for.
    boolean isProceeding() {
        return last != null && last.isProvisional() && !lost;
    }

    /// Whether somebody had begun to work on it and has not finished.
    boolean isUnderWay() {
        return last != null && last.isProvisional();
    }

    boolean hasFinal() {
        return last != null && last.isFinal();
    }

    long beganNanos() {
        return began;
    }

    Response last() {
        return last;
    }

    void start() {
        began = System.nanoTime();
        giveUp = began + GIVE_UP_MILLIS * 1_000_000;
        phone.board().open(this);
        send(T1_MILLIS);
    }

    private void send(long interval) {
        phone.send(draft.octets(via), edge, draft, branch, this::refused);
        if (!phone.isReliable()) {
            repeat = phone.board().loop().after(interval, () -> repeat(interval));
        }
    }

    private void refused() {
        if (!over && !hasAnswer()) {
            owner.refused(this);
        }
    }

    private void repeat(long interval) {
        if (over || hasFinal() || System.nanoTime() > giveUp || isInvite() && last != null) {
            return;
        }
        boolean slow = last != null; // a provisional answer to something else than INVITE
        long doubled = isInvite() ? interval * 2 : Math.min(interval * 2, T2_MILLIS);
        send(slow ? T2_MILLIS : doubled);
    }

    /// Takes a response of this branch. One that comes from another edge than was asked says that
    /// the one that was asked is gone.
    ///
    /// @param by the edge that it came from; negative for none
    void received(Response response, int by) {
        if (!phone.isReliable() && by >= 0 && by != edge) {
            phone.avoid(edge);
        }
        boolean repeated = hasFinal();
        if (isInvite() && response.isFinal() && !response.isSuccess()) {
            var ack = draft.ack(response.to().toString());
            phone.send(ack.octets(via), edge, ack, branch, () -> {});
        }
        if (repeated) {
            if (response.isSuccess()) {
                owner.successAgain(response);
            }
            return;
        }
        last = response;
        if (response.isFinal()) {
            stop();
        }
        owner.received(this, response);
    }

    /// Asks for the end of an INVITE that somebody works on (§9.1).
    void cancel() {
        if (isInvite() && isProceeding()) {
            new Attempt(NOBODY, phone, draft.cancel(), edge, branch).start();
        }
    }

    private void stop() {
        if (repeat != null) {
            repeat.cancel();
        }
    }

    boolean isOver() {
        return over || hasFinal();
    }

    /// Its connection is gone, and no answer will come.
    void lose() {
        lost = true;
        abandon();
    }

    /// Sends nothing more; answers may still come.
    void abandon() {
        over = true;
        stop();
    }
}
