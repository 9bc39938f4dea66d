package io.carillon.chaos.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// The table at the end: medians over the repetitions, and the ratio of two servers measured in
/// turns.
final class Report {
    private final List<Sample> samples = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final int nodes;

    /// @param nodes of the cluster that is measured; 1 where there is none
    Report(int nodes) {
        this.nodes = nodes;
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    /// A line to stand below the table.
    void note(String line) {
        notes.add(line);
    }

    void print(PrintStream out) {
        if (!samples.isEmpty()) {
            out.println();
            out.println(
                    "| workload | server | rate/s | runs | failed | retransmitted | dropped |"
                            + " CPU us/run (min-max) | us/transaction | p50/p95/p99 ms | PSS MiB |"
                            + " others % |");
            out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
            for (var group : groups()) {
                out.println(row(group));
            }
            out.println();
            ratios().forEach(out::println);
            groups().stream().flatMap(group -> links(group).stream()).forEach(out::println);
        }
        notes.forEach(out::println);
    }

    /// The samples of one workload, rate and server, in the order of their first appearance.
    private List<List<Sample>> groups() {
        var groups = new ArrayList<List<Sample>>();
        for (var sample : samples) {
            var known =
                    groups.stream().filter(group -> belongs(sample, group.getFirst())).findFirst();
            if (known.isPresent()) {
                known.get().add(sample);
            } else {
                groups.add(new ArrayList<>(List.of(sample)));
            }
        }
        return groups;
    }

    private static boolean belongs(Sample sample, Sample first) {
        return sample.subject().equals(first.subject()) && isComparable(sample, first);
    }

    private static boolean isComparable(Sample sample, Sample other) {
        return sample.workload() == other.workload() && sample.rate() == other.rate();
    }

    private static String row(List<Sample> group) {
        var first = group.getFirst();
        var micros = group.stream().mapToDouble(Sample::microsPerRun).toArray();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %d x %d | %d | %d | %d | **%.1f** (%.1f-%.1f) | %.1f |"
                        + " %.2f/%.2f/%.2f | %.0f | %.0f |",
                first.workload().title(),
                first.subject(),
                first.rate(),
                group.size(),
                first.runs(),
                group.stream().mapToLong(Sample::failed).sum(),
                group.stream().mapToLong(Sample::retransmissions).sum(),
                group.stream().mapToLong(each -> each.serverDrops() + each.sippDrops()).sum(),
                Measurement.median(micros),
                Arrays.stream(micros).min().orElseThrow(),
                Arrays.stream(micros).max().orElseThrow(),
                median(group, Sample::microsPerTransaction),
                median(group, Sample::p50),
                median(group, Sample::p95),
                median(group, Sample::p99),
                median(group, Sample::memoryMib),
                median(group, Sample::othersPercent));
    }

    private static double median(List<Sample> group, ToDoubleFunction<Sample> value) {
        return Measurement.median(group.stream().mapToDouble(value).toArray());
    }

    private static Optional<String> links(List<Sample> group) {
        var first = group.getFirst();
        if (group.stream().allMatch(each -> each.links().equals(LinkCount.NONE))) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "%s at %d/s: the nodes of %s send each other %.1f messages of %.0f octets in"
                                + " all for each",
                        first.workload().title(),
                        first.rate(),
                        first.subject(),
                        median(group, Sample::linkMessagesPerRun),
                        median(group, Sample::linkOctetsPerRun)));
    }

    private List<String> ratios() {
        var lines = new ArrayList<String>();
        var groups = groups();
        for (var group : groups) {
            for (var other : groups) {
                if (groups.indexOf(other) > groups.indexOf(group)
                        && isComparable(group.getFirst(), other.getFirst())) {
                    lines.add(ratio(group, other));
                } else if (isShare(other.getFirst(), group.getFirst())) {
                    lines.add(shareRatio(group, other));
                }
            }
        }
        return lines;
    }

    /// Whether one node had as much to do as each node of the cluster.
    private boolean isShare(Sample sample, Sample whole) {
        return nodes > 1
                && sample.workload() == whole.workload()
                && !sample.subject().equals(whole.subject())
                && sample.rate() == whole.rate() / nodes;
    }

    private static String shareRatio(List<Sample> whole, List<Sample> share) {
        var first = whole.getFirst();
        var other = share.getFirst();
        return String.format(
                Locale.ROOT,
                "%s: %s at %d/s takes %.2f times the processor time of %s at %d/s, which is as busy as"
                        + " each node of the cluster",
                first.workload().title(),
                first.subject(),
                first.rate(),
                median(whole, Sample::microsPerRun) / median(share, Sample::microsPerRun),
                other.subject(),
                other.rate());
    }

    private static String ratio(List<Sample> group, List<Sample> other) {
        var first = group.getFirst();
        return String.format(
                Locale.ROOT,
                "%s at %d/s: %s takes %.2f times the processor time of %s",
                first.workload().title(),
                first.rate(),
                first.subject(),
                median(group, Sample::microsPerRun) / median(other, Sample::microsPerRun),
                other.getFirst().subject());
    }
}
