package io.carillon.chaos.workload;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The figures of a workload at one moment.
///
/// @param failed calls that went wrong, those cut with their caller's connection among them
/// @param ended calls that were answered and came to their end by a BYE, whether they went well or
/// not
/// @param incidents what went wrong or took long, for those who look for the cause
/// @param strange what should not have happened to a telephone, and how often
/// @param refused final answers to REGISTER other than 200
/// @param rangTwice calls of which one telephone saw more INVITEs than the caller sent
/// @param merged second copies of an INVITE, from callers that tried both edges, refused with 482
/// @param strays responses that belonged to no transaction (any more)
/// @param longestLagMillis how far the workload itself was behind its schedule
/// @param slowest the one that waited longest of those that succeeded, with its ladder
public record Snapshot(
        Map<CallFate.Kind, Integer> begun,
        Map<CallFate.Kind, Integer> succeeded,
        List<CallFate> failed,
        List<CallFate.Ending> ended,
        List<Incident> incidents,
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
        Optional<CallFate> slowest) {
    /// What is answered within so long, is answered promptly.
    public static final long PROMPT_MILLIS = 250;

    public int callsBegun() {
        return begun.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int callsSucceeded() {
        return succeeded.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Failed calls without those whose caller lost its own connection while they were set up.
    public List<CallFate> failedCalls() {
        return failed.stream().filter(fate -> !fate.isCut()).toList();
    }

    /// Calls whose caller lost its own connection while they were set up.
    public List<CallFate> cutCalls() {
        return failed.stream().filter(CallFate::isCut).toList();
    }
}
