package io.carillon.sharding.simulation;

import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Binding;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.proxy.ProxyEffect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What was promised, and whether it is kept: speaks up at the first time that it is not.
final class Ledger {
    /// A promise was broken.
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        /// Empty when it is of no call.
        final String callId;

        Broken(String callId, String what) {
            super(what);
            this.callId = callId;
        }
    }

    /// Clocks of nodes that nobody steps are apart by up to this.
    static final long MOST_SKEW = 2_000;

    private final Schedule schedule;
    private final Map<Phone, Long> registeredUntil = new HashMap<>();
    private final Map<String, Integer> rang = new HashMap<>();
    private final Set<String> reachedProxy = new HashSet<>();
    private final Set<String> heard = new HashSet<>();
    private final Set<String> callerConnected = new HashSet<>();
    private final Set<String> calleeConnected = new HashSet<>();
    private final Map<String, CoreNode> ended = new HashMap<>();

    /// How much later than planned a phone may be heard, in milliseconds: three INVITEs in a row
    /// may
    /// be lost.
    private long answersLate = 4_000;

    /// Clocks of nodes are apart by up to this.
    private long apart = MOST_SKEW;

    private boolean mayTimeOut;

    /// More has failed at one time than a cluster is built for: calls may be lost, nothing else.
    private boolean severe;

    Ledger(Schedule schedule) {
        this.schedule = schedule;
    }

    void severe() {
        severe = true;
    }

    /// A node says nothing for up to 12 s: two or three repetitions are left of an INVITE then, and
    /// a
    /// network that loses datagrams may lose them all.
    void nodeIsSilent() {
        mayTimeOut = true;
    }

    /// The clocks of some nodes are set, by up to so much in all of each.
    void clocksAreStepped(long millis) {
        apart += 2 * millis;
    }

    /// For so long nobody hears what phones answer to this edge; they repeat it every T2.
    void edgeIsAway(long millis) {
        answersLate = Math.max(answersLate, millis + 5_000);
    }

    // --- registrations --------------------------------------------------------------------------

    /// A phone asks to be registered for so long: from now on it counts on no more.
    void asks(Phone phone, int seconds) {
        registeredUntil.computeIfPresent(
                phone, (_, until) -> Math.min(until, schedule.now() + seconds * 1000L));
    }

    /// It was told for how long it is.
    void acknowledged(Phone phone, int seconds) {
        registeredUntil.put(phone, schedule.now() + seconds * 1000L);
    }

    void registrationFailed(Phone phone, int status) {
        if (!severe) throw new Broken("registration-" + phone.name, "REGISTER got " + status);
    }

    boolean isRegistered(Phone phone) {
        return registeredUntil.containsKey(phone);
    }

    /// What somebody has been told of an address-of-record.
    void located(Aor aor, List<Target> targets) {
        for (var each : registeredUntil.entrySet()) {
            var phone = each.getKey();
            if (!phone.user.equals(aor.user())) continue;
            if (each.getValue() < schedule.now() + apart) continue;
            boolean found =
                    targets.stream()
                            .anyMatch(target -> target.uri().user().orElse("").equals(phone.name));
            if (!found) throw new Broken("registration-" + phone.name, "binding is lost");
        }
    }

    /// What is bound when nobody has registered for long: everybody who was told so, once, and for
    /// as long as he was told. Clocks are apart, the answer was under way, and seconds are whole.
    void bound(Aor aor, List<Binding> bindings) {
        for (var each : registeredUntil.entrySet()) {
            var phone = each.getKey();
            if (!phone.user.equals(aor.user())) continue;
            var its =
                    bindings.stream()
                            .filter(it -> ("<" + it.contact().uri() + ">").equals(phone.contact()))
                            .toList();
            long least = Cluster.EPOCH + each.getValue() - apart - 1_000;
            if (its.size() != 1 || its.getFirst().expiresAt() < least) {
                throw new Broken("registration-" + phone.name, "in the end there is " + bindings);
            }
        }
    }

    // --- calls ----------------------------------------------------------------------------------

    /// How often this phone has rung for this INVITE, now included.
    int rings(Phone phone, Request invite) {
        var what = invite.callId() + " " + invite.cseq() + " at " + phone.name;
        int times = rang.merge(what, 1, Integer::sum);
        if (times > 1) throw new Broken(invite.callId(), phone.name + " rings twice");
        return times;
    }

    /// A phone rang on when the caller was gone.
    void rangInVain(Phone phone, String callId) {
        if (!severe) throw new Broken(callId, phone.name + " rings on when the call is over");
    }

    void reachedProxy(Response response) {
        if (isAnswer(response)) reachedProxy.add(name(response));
    }

    void heard(Phone phone, Response response) {
        if (isAnswer(response)) heard.add(name(response));
    }

    private static boolean isAnswer(Response response) {
        return response.isSuccess() && response.method() == Method.INVITE;
    }

    private static String name(Response response) {
        return name(response.callId(), response.to().tag().orElse(""));
    }

    private static String name(String callId, String tag) {
        return callId + " " + tag;
    }

    void callerConnected(String callId, String tag) {
        callerConnected.add(name(callId, tag));
    }

    void calleeConnected(String callId, String tag) {
        calleeConnected.add(name(callId, tag));
    }

    /// The final response to the caller.
    void result(CallPlan plan, int status, boolean cancelled) {
        if (severe || status == 408 && mayTimeOut) return;
        boolean planned = status == 487 && cancelled;
        long answered = Long.MAX_VALUE;
        long declined = Long.MAX_VALUE;
        for (var answer : plan.answers().values()) {
            planned |= answer.status() == status;
            if (answer.status() == 200) answered = Math.min(answered, answer.after());
            if (answer.status() >= 600) declined = Math.min(declined, answer.after());
        }
        if (!planned) throw new Broken(plan.callId(), "the caller got a " + status);
        boolean due = answered < declined - answersLate && !cancelled;
        if (due && status != 200) {
            throw new Broken(plan.callId(), "a phone answers, and the caller got a " + status);
        }
    }

    /// The caller cancelled, and heard no final response for as long as he had to wait.
    void unheard(CallPlan plan) {
        if (!severe) throw new Broken(plan.callId(), "cancelled, and no final response");
    }

    /// What an operator is told of a call that has ended. Who knows the call by its BYE alone does
    /// not know that a node which has died since has heard it, too.
    void ended(String callId, ProxyEffect.Ended call, CoreNode by) {
        var parties = new TreeSet<>(List.of(call.fromTag(), call.toTag()));
        var before = ended.put(callId + " " + parties, by);
        if (before == null) return;
        if (call.startedAt().isPresent() || before.process.isAlive()) {
            throw new Broken(callId, "a second record of " + parties);
        }
    }

    PhoneTransactions.Fate bye(Phone phone, String callId) {
        return new PhoneTransactions.Fate() {
            @Override
            public void answered(Response response) {
                int status = response.status();
                if (status < 200 || status == 200 || status == 481 || severe) return;
                throw new Broken(callId, "BYE of " + phone.name + " got " + status);
            }

            @Override
            public void timedOut() {
                if (!severe) throw new Broken(callId, "BYE of " + phone.name + " unanswered");
            }
        };
    }

    PhoneTransactions.Fate nobodyCares() {
        return new PhoneTransactions.Fate() {
            @Override
            public void answered(Response response) {}

            @Override
            public void timedOut() {}
        };
    }

    // --- the end --------------------------------------------------------------------------------

    /// When nobody says anything any more.
    void close() {
        for (var answer : reachedProxy) {
            if (!heard.contains(answer) && !severe) {
                throw new Broken(callOf(answer), "a 200 was not passed on: " + answer);
            }
        }
        for (var leg : calleeConnected) {
            if (!callerConnected.contains(leg)) {
                throw new Broken(callOf(leg), "connected at one end only: " + leg);
            }
        }
        for (var leg : callerConnected) {
            if (!calleeConnected.contains(leg) && !severe) {
                throw new Broken(callOf(leg), "connected at one end only: " + leg);
            }
        }
    }

    private static String callOf(String name) {
        return name.substring(0, name.indexOf(' '));
    }
}
