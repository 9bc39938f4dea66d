package io.carillon.chaos.trial;

import io.carillon.chaos.workload.CallFate;
import io.carillon.chaos.workload.Snapshot;
import io.carillon.chaos.workload.Workload;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// What a person reads of one round, put together line by line.
final class Report {
    private static final int SHOWN = 5;

    private final List<String> lines = new ArrayList<>();

    List<String> lines() {
        return List.copyOf(lines);
    }

    private Report line(String label, String text) {
        lines.add(String.format(Locale.ROOT, "  %-14s %s", label, text));
        return this;
    }

    Report run(Snapshot run, double seconds) {
        line(
                "calls",
                String.format(
                        Locale.ROOT,
                        "%d succeeded, %d failed, %d cut with their callers' connections; %.0f begun a second",
                        run.callsSucceeded(),
                        run.failedCalls().size(),
                        run.cutCalls().size(),
                        run.callsBegun() / seconds));
        line("added delay", run.calls() + run.slowest().map(Report::slowest).orElse(""));
        line(
                "registrations",
                "%d of %d answered 200%s; %s"
                        .formatted(
                                run.registersAnswered(),
                                run.registersBegun(),
                                run.refused().isEmpty() ? "" : ", others " + run.refused(),
                                run.registers()));
        if (run.longestLagMillis() > 100) {
            line("telephones", "were up to " + run.longestLagMillis() + " ms behind schedule");
        }
        broken("failed", run.failedCalls());
        broken("cut", run.cutCalls());
        run.strange().forEach((what, count) -> line("strange", count + " x " + what));
        return this;
    }

    /// Why calls were broken, and some of them.
    private void broken(String label, List<CallFate> calls) {
        var reasons = new TreeMap<String, Integer>();
        calls.forEach(each -> reasons.merge(reason(each), 1, Integer::sum));
        reasons.forEach((reason, count) -> line(label, count + " x " + reason));
        calls.stream().limit(SHOWN).forEach(each -> line("such as", each.toString()));
    }

    private static String slowest(CallFate call) {
        return " (" + call.slowest() + " of " + call.callId() + ")";
    }

    /// The same for all calls that failed in the same way: without names.
    private static String reason(CallFate broken) {
        var kind = broken.kind().name().toLowerCase(Locale.ROOT);
        return kind + ": " + broken.failure().replaceAll("\\b\\w+/(udp|tcp)", "a phone/$1");
    }

    Report bindings(Workload.Bindings bindings) {
        line(
                "bindings",
                "%d asked for, %d lost, %d did not answer"
                        .formatted(
                                bindings.promised(),
                                bindings.lost().size(),
                                bindings.unanswered().size()));
        bindings.lost().stream().limit(SHOWN).forEach(lost -> line("lost", lost));
        return this;
    }

    Report deeds(List<String> deeds) {
        deeds.forEach(each -> line("after", each));
        return this;
    }

    /// A table that needs all the width there is.
    Report rows(List<String> table) {
        table.forEach(each -> lines.add("  " + each));
        return this;
    }

    Report acting(Snapshot run, CallRecords records, RecordAudit audit, List<String> left) {
        line(
                "acted twice",
                "%d telephones rang twice for one INVITE, %d calls of %d have more than one record"
                        .formatted(run.rangTwice(), records.twice().size(), records.size()));
        records.twice().stream().limit(SHOWN).forEach(each -> line("twice", each));
        line("call records", audit.toString());
        line(
                "repeated",
                "%d INVITEs came again, %d by both edges; %d responses belonged to nothing"
                        .formatted(run.repetitions(), run.merged(), run.strays()));
        if (!left.isEmpty()) {
            line("left over", String.join("; ", left));
        }
        return this;
    }

    Report cost(String cost) {
        return line("processor", cost);
    }

    Report memory(Memory memory) {
        return line("memory", "MiB resident: " + memory);
    }

    /// The messages of one call at its telephones and at every node that it passed.
    Report ladder(Ladder ladder) {
        lines.add("");
        lines.add("  " + ladder.title() + "; begun at " + begunAt(ladder.call()));
        ladder.lines().forEach(each -> lines.add("    " + each));
        return this;
    }

    /// To be found again in the logs of the nodes.
    private static Instant begunAt(CallFate call) {
        long ago = System.nanoTime() - call.begunNanos();
        return Instant.now().minusNanos(ago).truncatedTo(ChronoUnit.MILLIS);
    }
}
