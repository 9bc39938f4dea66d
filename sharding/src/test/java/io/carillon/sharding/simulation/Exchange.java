package io.carillon.sharding.simulation;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.util.ArrayList;
import java.util.List;

/// A request of a phone and what it does to have it answered. Over UDP, when its edge refuses it or
/// says nothing for a second, the same goes to the other edge with a new branch, once. What is said
/// to the first attempt still counts. RFC 3263 §4.3.
final class Exchange {
    private static final long SILENCE = 1_000;
    private static final long REPEATED_FOR = 32_000;

    private final Phone phone;
    private final PhoneTransactions.Fate fate;
    private final List<Attempt> attempts = new ArrayList<>(2);

    /// The one that was answered last, if any was.
    private Attempt heard;

    Exchange(Phone phone, PhoneTransactions.Fate fate) {
        this.phone = phone;
        this.fate = fate;
    }

    private final class Attempt implements PhoneTransactions.Fate {
        private final Request request;

        private Attempt(Request request) {
            this.request = request;
        }

        @Override
        public void answered(Response response) {
            heard = this;
            if (response.isFinal()) {
                for (var each : attempts) if (each != this) each.end();
            }
            fate.answered(response);
        }

        /// Another one has been answered. What is said to this one is acknowledged as long as it
        /// may
        /// be repeated; nobody repeats a 2xx that has been acknowledged once.
        private void end() {
            phone.transactions.mute(request);
            phone.cluster.schedule.after(REPEATED_FOR, () -> phone.transactions.forget(request));
        }

        @Override
        public void timedOut() {
            boolean last = this == attempts.getLast();
            if (last && (heard == null || heard == this)) fate.timedOut();
        }
    }

    void begin(Request request) {
        attempt(request);
        if (!phone.transport.isReliable()) {
            phone.cluster.schedule.after(SILENCE, this::tryElsewhere);
        }
    }

    private void attempt(Request request) {
        var attempt = new Attempt(request);
        attempts.add(attempt);
        phone.transactions.send(request, attempt);
    }

    /// As it was answered, or sent last: what a CANCEL has to be like.
    Request request() {
        return (heard == null ? attempts.getLast() : heard).request;
    }

    /// Who has been heard of works on it.
    void tryElsewhere() {
        if (heard != null || attempts.size() > 1) return;
        var first = request();
        phone.transactions.mute(first);
        phone.shun(first);
        var edit = first.headers().edit();
        var via = first.topVia().with("branch", phone.newBranch());
        edit.replaceFirstValue(HeaderName.VIA, via.toString());
        attempt(first.rerouted(first.uri(), edit.build()));
    }
}
