package io.carillon.chaos.scenario;

import io.carillon.chaos.workload.Mix;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A workload times a fault, and what must hold.
///
/// @param settings for every node
/// @param warm how long the load runs before anything is counted
/// @param rows what is played one after the other and counted; at least one
/// @param clean how long the same load runs after that, when everything must be as ever
/// @param rounds how often all rows are repeated on the same cluster
/// @param continuous the load goes on from round to round, and what was promised is asked for after
/// each row
/// @param expectations of each round as a whole
public record Scenario(
        String name,
        String title,
        Shape shape,
        Map<String, String> settings,
        Mix mix,
        Duration warm,
        List<Row> rows,
        Duration clean,
        int rounds,
        boolean continuous,
        List<Expectation> expectations) {
    /// How many processes of each kind.
    public record Shape(int cores, int edges, int cassandra) {}

    /// All faults of all rows, in order.
    public List<Fault.Timed> faults() {
        return rows.stream().flatMap(row -> row.faults().stream()).toList();
    }

    /// How long all rows take at least.
    public Duration run() {
        return rows.stream().map(Row::run).reduce(Duration.ZERO, Duration::plus);
    }

    /// What this figure must not exceed; empty when nothing was said of it.
    public OptionalLong most(Expectation.Figure figure) {
        return expectations.stream()
                .filter(each -> each.figure() == figure)
                .mapToLong(Expectation::most)
                .findFirst();
    }

    /// The same with another load.
    public Scenario with(Mix other) {
        return new Scenario(
                name,
                title,
                shape,
                settings,
                other,
                warm,
                rows,
                clean,
                rounds,
                continuous,
                expectations);
    }

    /// The same, so many rounds of it.
    public Scenario repeated(int times) {
        return new Scenario(
                name,
                title,
                shape,
                settings,
                mix,
                warm,
                rows,
                clean,
                times,
                continuous,
                expectations);
    }

    /// The same with these of its rows alone, counted from 1.
    public Scenario withRows(List<Integer> numbers) {
        return new Scenario(
                name,
                title,
                shape,
                settings,
                mix,
                warm,
                numbers.stream().map(number -> rows.get(number - 1)).toList(),
                clean,
                rounds,
                continuous,
                expectations);
    }

    /// Whether nodes go over to another release.
    public boolean needsOtherRelease() {
        return faults().stream()
                .anyMatch(each -> each.fault() instanceof Fault.Roll roll && roll.otherRelease());
    }

    /// Whether it needs a network of its own, whose packets may be dropped.
    public boolean needsOwnNetwork() {
        return faults().stream()
                .anyMatch(
                        each ->
                                each.fault() instanceof Fault.Cut
                                        || each.fault() instanceof Fault.Loss);
    }
}
