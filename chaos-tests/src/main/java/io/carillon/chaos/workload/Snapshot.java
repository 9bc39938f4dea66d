package io.carillon.chaos.workload;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The figures of a workload at one moment.
///
/// @param failed calls that went wrong, those cut with their own connection among them
/// @param strange what should not have happened to a telephone, and how often
/// @param refused final answers to REGISTER other than 200
/// @param rangTwice calls of which one telephone saw more INVITEs than the caller sent
/// @param merged second copies of an INVITE, from callers that tried both edges, refused with 482
/// @param strays responses that belonged to no transaction (any more)
/// @param longestLagMillis how far the workload itself was behind its schedule
/// @param slowest what took longest
public record Snapshot(
        Map<CallFate.Kind, Integer> begun,
        Map<CallFate.Kind, Integer> succeeded,
        List<CallFate> failed,
        List<Late> late,
        Map<String, Integer> strange,
        Map<String, Integer> refused,
        Distribution calls,
        Distribution registers,
        int registersBegun,
        int registersAnswered,
        int rangTwice,
        int merged,
        int repetitions,
        int strays,
        long messages,
        long longestLagMillis,
        String slowest) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    public int callsBegun() {
        return begun.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int callsSucceeded() {
        return succeeded.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Failed calls without those that lost their own connection while they were set up.
    public List<CallFate> failedCalls() {
        return failed.stream().filter(fate -> !fate.isCut()).toList();
    }

    /// Calls that lost their own connection while they were set up.
    public int cut() {
        return failed.size() - failedCalls().size();
    }

    /// How many milliseconds after `nanos` the last request was begun that was not answered
    /// promptly,
    /// with the grace of a prompt answer added; empty when all were. Looks no farther than `until`.
    public OptionalLong servedAgainMillis(long nanos, long until) {
        return late.stream()
                .filter(each -> each.begunNanos() - until < 0)
                .mapToLong(each -> (each.begunNanos() - nanos) / NANOS_PER_MILLI)
                .filter(after -> after >= -2000)
                .map(after -> Math.max(0, after) + Figures.LATE_MILLIS)
                .max();
    }
}
