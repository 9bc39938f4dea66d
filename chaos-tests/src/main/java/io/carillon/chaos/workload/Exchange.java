package io.carillon.chaos.workload;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Response;

import java.util.ArrayList;
import java.util.List;

/// A request and everything a telephone does to have it answered: attempts at one edge after the
/// other on 503, a broken connection, or over UDP a closed port or a second of silence; once more
/// with credentials.
///
/// An INVITE that anybody has begun to work on is not tried elsewhere. Attempts that were given up
/// still count when they are answered. RFC 3263 §4.3.
final class Exchange implements Attempt.Owner {
    private static final long SILENCE_MILLIS = 1000;

    /// What becomes of it: one of `answered` and `failed`, once.
    interface Listener {
        void provisional(Response response);

        void answered(Response response);

        void failed(String why);

        /// Its own connection was lost while it was under way: nobody can bring it an answer.
        default void cut(String why) {
            failed(why);
        }

        /// A 2xx to INVITE has come again, or one of another dialog.
        default void successAgain(Response response) {}
    }

    private final Phone phone;
    private final Listener listener;
    private final List<Attempt> attempts = new ArrayList<>(2);
    private final boolean[] tried;
    private Draft draft;
    private Loop.Timer silence;
    private Loop.Timer end;
    private boolean done;
    private boolean challenged;

    /// For a connection.
    private boolean waiting;

    Exchange(Phone phone, Draft draft, Listener listener) {
        this.phone = phone;
        this.draft = draft;
        this.listener = listener;
        this.tried = new boolean[phone.board().edges().size()];
    }

    /// How many transactions there were.
    int transactions() {
        return attempts.size();
    }

    /// How long it was in search of an edge that answers: what was sent before came to nobody, for
    /// whoever gets a request answers it sooner or later.
    long searchNanos() {
        for (var attempt : attempts) {
            if (attempt.hasAnswer()) {
                return attempt.beganNanos() - attempts.getFirst().beganNanos();
            }
        }
        return 0;
    }

    /// Begins at this edge, over UDP; a connection leads where it leads.
    void start(int edge) {
        phone.begin(this);
        end = phone.board().loop().after(Attempt.GIVE_UP_MILLIS, this::timeout);
        if (phone.isConnected()) {
            attempt(phone.isReliable() ? phone.edge() : edge);
        } else {
            waiting = true;
        }
    }

    private boolean isInvite() {
        return draft.method().equals(Method.INVITE);
    }

    /// Refused, it is refused everywhere: a connection is not worth changing for it.
    private boolean isRegister() {
        return draft.method().equals(Method.REGISTER);
    }

    private void attempt(int edge) {
        tried[edge] = true;
        var attempt = new Attempt(this, phone, draft, edge, phone.board().newBranch());
        attempts.add(attempt);
        attempt.start();
        if (!phone.isReliable()) {
            stopWaiting();
            silence = phone.board().loop().after(SILENCE_MILLIS, () -> silent(attempt));
        }
    }

    private void stopWaiting() {
        if (silence != null) {
            silence.cancel();
        }
    }

    private void silent(Attempt attempt) {
        if (done || attempts.stream().anyMatch(Attempt::hasAnswer)) {
            return;
        }
        if (untried() >= 0) {
            phone.avoid(attempt.edge());
            leave(attempt);
        }
    }

    /// A transport error, after which another edge is asked at once (RFC 3261 §8.1.3.1); unless one
    /// works on the request already.
    @Override
    public void refused(Attempt attempt) {
        boolean underWay = attempts.stream().anyMatch(Attempt::isProceeding);
        if (!done && !underWay && untried() >= 0) {
            leave(attempt);
        }
    }

    private void leave(Attempt attempt) {
        attempt.abandon();
        attempt(untried());
    }

    private int untried() {
        for (int i = 0; i < tried.length; i++) {
            if (!tried[i]) {
                return i;
            }
        }
        return -1;
    }

    /// The connection to this edge is gone, and with it what was sent there.
    void connectionLost(int edge) {
        var lost = attempts.stream().filter(each -> each.edge() == edge && !each.isOver()).toList();
        if (done || lost.isEmpty()) {
            return;
        }
        lost.forEach(Attempt::lose);
        if (isInvite() && lost.stream().anyMatch(Attempt::isUnderWay)) {
            finish();
            listener.cut("its connection was lost after a provisional response");
        } else if (phone.isConnected()) {
            attempt(phone.edge());
        } else {
            waiting = true;
        }
    }

    /// There is a connection again.
    void connected() {
        if (waiting && !done) {
            waiting = false;
            attempt(phone.edge());
        }
    }

    @Override
    public void received(Attempt attempt, Response response) {
        if (done) {
            if (isInvite() && response.isSuccess()) {
                listener.successAgain(response);
            }
            return;
        }
        if (response.isProvisional()) {
            listener.provisional(response);
        } else if (response.isSuccess()) {
            finish();
            attempts.forEach(Attempt::cancel);
            listener.answered(response);
        } else if (isChallenge(response) && phone.canAnswer() && !challenged) {
            challenged = true;
            draft = draft.authorized(phone.credentials(draft, response));
            attempt(attempt.edge());
        } else {
            turnedAway(attempt, response);
        }
    }

    private static boolean isChallenge(Response response) {
        return response.status() == 401 || response.status() == 407;
    }

    private void turnedAway(Attempt attempt, Response response) {
        if (response.status() == 503 && triedElsewhere(attempt)) {
            return;
        }
        if (attempts.getLast().hasFinal() && attempts.stream().noneMatch(Attempt::isProceeding)) {
            finish();
            listener.answered(best());
        }
    }

    private boolean triedElsewhere(Attempt attempt) {
        phone.avoid(attempt.edge());
        boolean ringing = attempts.stream().anyMatch(Attempt::isProceeding);
        if (untried() < 0 || isInvite() && ringing) {
            return false;
        }
        if (!phone.isReliable()) {
            attempt(untried());
        } else if (phone.edge() != attempt.edge() && phone.isConnected()) {
            attempt(phone.edge()); // the line has moved already
        } else {
            waiting = phone.edge() != attempt.edge() || !isRegister() && phone.move();
            return waiting;
        }
        return true;
    }

    /// A phone that has the request already says 482 to its second copy: the other answer counts.
    private Response best() {
        return attempts.stream()
                .filter(Attempt::hasFinal)
                .map(Attempt::last)
                .min(java.util.Comparator.comparingInt(Exchange::rank))
                .orElseThrow();
    }

    private static int rank(Response response) {
        return switch (response.status()) {
            case 482 -> 3;
            case 503 -> 2;
            case 408 -> 1;
            default -> 0;
        };
    }

    private void timeout() {
        if (done) {
            return;
        }
        if (isInvite() && attempts.stream().anyMatch(Attempt::isProceeding)) {
            return; // the call's own patience ends it
        }
        finish();
        listener.failed("no answer to " + draft.method() + " in 32 s");
    }

    /// Gives up an INVITE that is still open.
    void cancel() {
        if (!done) {
            finish();
            attempts.forEach(Attempt::cancel);
        }
    }

    private void finish() {
        done = true;
        phone.end(this);
        end.cancel();
        stopWaiting();
        attempts.stream().filter(attempt -> !attempt.isProceeding()).forEach(Attempt::abandon);
    }

    @Override
    public void successAgain(Response response) {
        if (isInvite()) {
            listener.successAgain(response);
        }
    }

    /// How long a 503 asks its client to wait, in seconds; 0 when it does not say.
    static int retryAfter(Response response) {
        var value = response.headers().value(HeaderName.RETRY_AFTER).orElse("0");
        var digits = value.strip().split("\\D", 2)[0];
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}
