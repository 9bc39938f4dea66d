package io.carillon.chaos.workload;

import io.carillon.chaos.workload.Incident.What;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What was to become of one call, and what did, as both ends saw it.
///
/// Written on the loop's thread by the telephones that take part; settled once every one of them
/// has seen the end it should see.
public final class CallFate {
    /// How calls differ.
    public enum Kind {
        /// Answered at once, ended soon.
        PLAIN,
        /// Rings for a while first.
        RINGING,
        /// Rings several telephones of one user, of which one answers.
        FORKED,
        /// Answered at once and held.
        LONG
    }

    /// @param callee the user who is called
    /// @param phones all telephones of that user
    /// @param answerer the telephone that answers; empty for whichever is called
    /// @param busy telephones that refuse with 486
    record Plan(
            Kind kind,
            String callee,
            List<Phone> phones,
            long ringMillis,
            long talkMillis,
            String answerer,
            Set<String> busy,
            boolean calleeHangsUp) {}

    /// Where one of the called telephones is.
    enum Leg {
        RINGING,
        ANSWERED,
        TALKING,
        /// Over, in the way it should be.
        OVER
    }

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String callId;
    private final Plan plan;
    private final Trace trace = new Trace();
    private final long begun = System.nanoTime();
    private final Map<String, Leg> legs = new LinkedHashMap<>(4);
    private final Map<String, Integer> invites = new LinkedHashMap<>(4);
    private final Set<Phone> participants = new LinkedHashSet<>(4);
    private String caller = "";
    private int callerInvites = 1;
    private long search;
    private long firstAnswer;
    private long answered;
    private long answerSent;
    private long acknowledged;
    private long byeSent;
    private long byeAnswered;
    private boolean callerOver;
    private boolean settled;
    private boolean cut;
    private String failure = "";

    CallFate(String callId, Plan plan) {
        this.callId = callId;
        this.plan = plan;
    }

    /// Of a call that nobody here has begun.
    static CallFate unknown(String callId, String user) {
        return new CallFate(
                callId, new Plan(Kind.PLAIN, user, List.of(), 0, 0, "", Set.of(), false));
    }

    public String callId() {
        return callId;
    }

    Plan plan() {
        return plan;
    }

    public Kind kind() {
        return plan.kind();
    }

    public Trace trace() {
        return trace;
    }

    public long begunNanos() {
        return begun;
    }

    /// Why it went wrong; empty while it has not.
    public String failure() {
        return failure;
    }

    /// Whether its caller lost its own connection while the call was set up, and gave up.
    public boolean isCut() {
        return cut;
    }

    void cut() {
        cut = true;
    }

    boolean isSettled() {
        return settled;
    }

    void begunBy(Phone phone) {
        caller = phone.name();
        participants.add(phone);
    }

    /// @param transactions how many INVITEs there were, one for each edge
    /// @param searchNanos how long the caller was in search of an edge that answers
    void tried(int transactions, long searchNanos) {
        callerInvites = Math.max(1, transactions);
        search = searchNanos;
    }

    void firstAnswer() {
        firstAnswer = firstAnswer == 0 ? System.nanoTime() : firstAnswer;
    }

    void answered() {
        firstAnswer();
        answered = System.nanoTime();
    }

    void answerSent() {
        answerSent = System.nanoTime();
    }

    void acknowledged() {
        acknowledged = System.nanoTime();
    }

    void byeSent() {
        byeSent = System.nanoTime();
    }

    void byeAnswered() {
        byeAnswered = System.nanoTime();
    }

    void callerOver() {
        callerOver = true;
    }

    void leg(Phone phone, Leg leg) {
        legs.put(phone.name(), leg);
        participants.add(phone);
    }

    Set<Phone> participants() {
        return participants;
    }

    /// A new INVITE transaction at a telephone.
    void invited(Phone phone) {
        invites.merge(phone.name(), 1, Integer::sum);
    }

    /// Whether a telephone saw more INVITE transactions than its caller began.
    boolean rangTwice() {
        return invites.values().stream().anyMatch(count -> count > callerInvites);
    }

    void fail(String why) {
        if (failure.isEmpty() && !settled) {
            failure = why;
        }
    }

    /// Whether everything has come to its end just now.
    boolean settles() {
        boolean now =
                !settled
                        && failure.isEmpty()
                        && callerOver
                        && !legs.isEmpty()
                        && legs.values().stream().allMatch(Leg.OVER::equals);
        settled |= now;
        return now;
    }

    /// What is still open, for a call that has not settled.
    public String openEnds() {
        var ends = new StringBuilder(callerOver ? "" : "the caller is not through; ");
        legs.forEach(
                (phone, leg) -> {
                    if (leg != Leg.OVER) {
                        ends.append(phone).append(" is still ").append(leg).append("; ");
                    }
                });
        return ends.isEmpty() ? "no telephone was called" : ends.substring(0, ends.length() - 2);
    }

    /// Until something other than a 100 came, in milliseconds, without the search for an edge that
    /// answers; -1 when nothing came.
    long firstAnswerMillis() {
        return firstAnswer == 0 ? -1 : (firstAnswer - begun - search) / NANOS_PER_MILLI;
    }

    /// A call that was answered and whose BYE was answered 200.
    ///
    /// @param byeSent when it was first sent, by System.nanoTime()
    /// @param byeAnswered when whoever has hung up had the answer
    public record Ending(String callId, long byeSent, long byeAnswered) {}

    /// How it ended, if both sides agreed on that.
    Optional<Ending> ending() {
        return answered == 0 || byeAnswered == 0
                ? Optional.empty()
                : Optional.of(new Ending(callId, byeSent, byeAnswered));
    }

    /// The longest of its waits beyond the ringing that was planned, in milliseconds.
    public long addedMillis() {
        long setUp = millis(begun, answered) - plan.ringMillis();
        long first = millis(begun, firstAnswer);
        long ack = millis(answerSent, acknowledged);
        long bye = millis(byeSent, byeAnswered);
        return Math.max(Math.max(setUp, first), Math.max(ack, bye));
    }

    /// Each of its waits beyond what was planned.
    List<Incident> waits() {
        return List.of(
                Incident.of(What.CALL_WAITED, begun, millis(begun, firstAnswer)),
                Incident.planned(
                        What.CALL_WAITED,
                        begun,
                        plan.ringMillis(),
                        millis(begun, answered) - plan.ringMillis()),
                Incident.of(What.CALL_WAITED, answerSent, millis(answerSent, acknowledged)),
                Incident.of(What.CALL_WAITED, byeSent, millis(byeSent, byeAnswered)));
    }

    /// What went wrong with it, from the beginning of what did not come to its end.
    Incident blamed(What what) {
        if (byeSent != 0 && byeAnswered == 0) {
            return Incident.of(what, byeSent, 0);
        } else if (answerSent != 0 && acknowledged == 0) {
            return Incident.of(what, answerSent, 0);
        }
        long talk = answered == 0 ? 0 : plan.talkMillis();
        return Incident.planned(what, begun, plan.ringMillis() + talk, 0);
    }

    /// Which of its waits that was.
    public String slowest() {
        long added = addedMillis();
        if (added == millis(answerSent, acknowledged)) {
            return "200 to ACK";
        }
        return added == millis(byeSent, byeAnswered) ? "BYE to 200" : "INVITE to 200";
    }

    private static long millis(long from, long to) {
        return from == 0 || to == 0 ? 0 : (to - from) / NANOS_PER_MILLI;
    }

    /// One line for a report.
    @Override
    public String toString() {
        return "%s call %s from %s to %s: %s"
                .formatted(
                        plan.kind().name().toLowerCase(java.util.Locale.ROOT),
                        callId,
                        caller,
                        plan.callee(),
                        outcome());
    }

    private String outcome() {
        if (settled) {
            return slowest() + " took " + addedMillis() + " ms more than planned";
        }
        return failure.isEmpty() ? openEnds() : failure;
    }
}
