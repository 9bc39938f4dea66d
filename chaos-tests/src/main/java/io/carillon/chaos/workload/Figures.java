package io.carillon.chaos.workload;

import io.carillon.chaos.workload.Incident.What;
import io.carillon.sip.message.Response;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a workload has counted and measured since it began or since [#snapshot] started anew.
///
/// Lives on the loop's thread.
final class Figures {
    private static final long LATE_MILLIS = Snapshot.PROMPT_MILLIS;

    /// Waits shorter than that are in the distributions alone, and in the end all but the longest.
    private static final long SHORT_MILLIS = 50;

    private static final long LONG_MILLIS = 1000;
    private static final int MOST_INCIDENTS = 300_000;
    private static final int LONGEST_MILLIS = 70_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<CallFate.Kind, Integer> begun = new EnumMap<>(CallFate.Kind.class);
    private final Map<CallFate.Kind, Integer> succeeded = new EnumMap<>(CallFate.Kind.class);
    private final List<CallFate> failed = new ArrayList<>();
    private final List<CallFate.Ending> ended = new ArrayList<>();
    private final List<Incident> incidents = new ArrayList<>();
    private final Map<String, Integer> strange = new TreeMap<>();
    private final Map<String, Integer> refused = new TreeMap<>();
    private final int[] callDelays = new int[LONGEST_MILLIS + 1];
    private final int[] registerDelays = new int[LONGEST_MILLIS + 1];
    private int registersBegun;
    private int registersAnswered;
    private int rangTwice;
    private int merged;
    private int repetitions;
    private int strays;
    private long messages;
    private long longestLag;
    private Optional<CallFate> slowest = Optional.empty();

    void callBegun(CallFate.Kind kind) {
        begun.merge(kind, 1, Integer::sum);
    }

    void succeeded(CallFate fate) {
        succeeded.merge(fate.kind(), 1, Integer::sum);
        fate.ending().ifPresent(ended::add);
        long added = fate.addedMillis();
        callDelays[Math.clamp(added, 0, LONGEST_MILLIS)]++;
        keepSlowest(fate);
        fate.waits().forEach(this::waited);
        if (fate.firstAnswerMillis() > LATE_MILLIS) {
            late(
                    "INVITE of %s took %d ms".formatted(fate.callId(), fate.firstAnswerMillis()),
                    fate.begunNanos());
        }
        rangTwice(fate);
    }

    /// Of the others nobody will want a ladder.
    private void keepSlowest(CallFate fate) {
        var quicker = fate;
        if (slowest.isEmpty() || fate.addedMillis() > slowest.get().addedMillis()) {
            quicker = slowest.orElse(null);
            slowest = Optional.of(fate);
        }
        if (quicker != null) {
            quicker.trace().forget();
        }
    }

    private void waited(Incident wait) {
        boolean room = incidents.size() < MOST_INCIDENTS;
        if (wait.millis() >= (room ? SHORT_MILLIS : LONG_MILLIS)) {
            incidents.add(wait);
        }
    }

    private void late(String how, long begunNanos) {
        incidents.add(Incident.late(how, begunNanos));
    }

    private void rangTwice(CallFate fate) {
        if (fate.rangTwice()) {
            rangTwice++;
            incidents.add(fate.blamed(What.TWICE));
        }
    }

    void failed(CallFate fate) {
        failed.add(fate);
        fate.ending().ifPresent(ended::add);
        incidents.add(fate.blamed(fate.isCut() ? What.CUT : What.FAILED));
        rangTwice(fate);
        if (fate.firstAnswerMillis() < 0 && !fate.isCut()) {
            late("INVITE of " + fate.callId() + " got no answer", fate.begunNanos());
        }
    }

    void registerBegun() {
        registersBegun++;
    }

    /// @param searchNanos how long the telephone was in search of an edge that answers
    void registered(String user, long begunNanos, long searchNanos) {
        registersAnswered++;
        long millis = (System.nanoTime() - begunNanos) / NANOS_PER_MILLI;
        registerDelays[Math.clamp(millis, 0, LONGEST_MILLIS)]++;
        waited(Incident.of(What.REGISTER_WAITED, begunNanos, millis));
        if (millis - searchNanos / NANOS_PER_MILLI > LATE_MILLIS) {
            late("REGISTER of %s took %d ms".formatted(user, millis), begunNanos);
        }
    }

    void registerRefused(long begunNanos, Response response) {
        boolean saysWhen = Exchange.retryAfter(response) > 0;
        refused(begunNanos, response.status() + (saysWhen ? " with Retry-After" : ""));
    }

    void registerFailed(long begunNanos, String why) {
        refused(begunNanos, "no answer");
    }

    private void refused(long begunNanos, String how) {
        refused.merge(how, 1, Integer::sum);
        incidents.add(Incident.of(What.REFUSED, begunNanos, 0));
        late("REGISTER got " + how, begunNanos);
    }

    void strange(String what) {
        if (strange.size() < 50 || strange.containsKey(what)) {
            strange.merge(what, 1, Integer::sum);
        }
    }

    void stray() {
        strays++;
    }

    void repetition() {
        repetitions++;
    }

    void merged() {
        merged++;
    }

    void messageReceived() {
        messages++;
    }

    void messageSent() {
        messages++;
    }

    /// The workload itself could not keep up by so much.
    void lag(long millis) {
        longestLag = Math.max(longestLag, millis);
    }

    Snapshot snapshot() {
        return new Snapshot(
                Map.copyOf(begun),
                Map.copyOf(succeeded),
                List.copyOf(failed),
                List.copyOf(ended),
                List.copyOf(incidents),
                Map.copyOf(strange),
                new TreeMap<>(refused),
                Distribution.of(callDelays),
                Distribution.of(registerDelays),
                registersBegun,
                registersAnswered,
                rangTwice,
                merged,
                repetitions,
                strays,
                messages,
                longestLag,
                slowest);
    }
}
