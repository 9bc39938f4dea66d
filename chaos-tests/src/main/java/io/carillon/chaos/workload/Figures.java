package io.carillon.chaos.workload;

import io.carillon.sip.message.Response;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a workload has counted and measured since it began or since [#snapshot] started anew.
///
/// Lives on the loop's thread.
final class Figures {
    static final long LATE_MILLIS = 250;
    private static final int LONGEST_MILLIS = 70_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<CallFate.Kind, Integer> begun = new EnumMap<>(CallFate.Kind.class);
    private final Map<CallFate.Kind, Integer> succeeded = new EnumMap<>(CallFate.Kind.class);
    private final List<CallFate> failed = new ArrayList<>();
    private final List<Late> late = new ArrayList<>();
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
    private String slowest = "";
    private long slowestMillis = -1;

    void callBegun(CallFate.Kind kind) {
        begun.merge(kind, 1, Integer::sum);
    }

    void succeeded(CallFate fate) {
        succeeded.merge(fate.kind(), 1, Integer::sum);
        long added = fate.addedMillis();
        callDelays[Math.clamp(added, 0, LONGEST_MILLIS)]++;
        if (added > slowestMillis) {
            slowestMillis = added;
            slowest = fate.slowest() + " of " + fate.callId();
        }
        if (fate.firstAnswerMillis() > LATE_MILLIS) {
            late.add(new Late(fate.begunNanos(), fate.firstAnswerMillis()));
        }
        rangTwice += fate.rangTwice() ? 1 : 0;
    }

    void failed(CallFate fate) {
        failed.add(fate);
        rangTwice += fate.rangTwice() ? 1 : 0;
        if (fate.firstAnswerMillis() < 0 && !fate.isCut()) {
            late.add(new Late(fate.begunNanos(), -1));
        }
    }

    void registerBegun() {
        registersBegun++;
    }

    /// @param searchNanos how long the telephone was in search of an edge that answers
    void registered(long begunNanos, long searchNanos) {
        registersAnswered++;
        long millis = (System.nanoTime() - begunNanos) / NANOS_PER_MILLI;
        registerDelays[Math.clamp(millis, 0, LONGEST_MILLIS)]++;
        long prompt = millis - searchNanos / NANOS_PER_MILLI;
        if (prompt > LATE_MILLIS) {
            late.add(new Late(begunNanos, prompt));
        }
    }

    void registerRefused(long begunNanos, Response response) {
        boolean saysWhen = Exchange.retryAfter(response) > 0;
        refused.merge(response.status() + (saysWhen ? " with Retry-After" : ""), 1, Integer::sum);
        late.add(new Late(begunNanos, -1));
    }

    void registerFailed(long begunNanos, String why) {
        refused.merge("no answer", 1, Integer::sum);
        late.add(new Late(begunNanos, -1));
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
                List.copyOf(late),
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
