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
/// @param run how long it is counted; faults happen within
/// @param clean how long the same load runs after that, when everything must be as ever
/// @param rounds how often the run is repeated on the same cluster
/// @param continuous the load goes on from round to round
public record Scenario(
        String name,
        String title,
        Shape shape,
        Map<String, String> settings,
        Mix mix,
        Duration warm,
        Duration run,
        Duration clean,
        int rounds,
        boolean continuous,
        List<Fault.Timed> faults,
        List<Expectation> expectations) {
    /// How many processes of each kind.
    public record Shape(int cores, int edges, int cassandra) {}

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
                run,
                clean,
                rounds,
                continuous,
                faults,
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
                run,
                clean,
                times,
                continuous,
                faults,
                expectations);
    }

    /// Whether it needs a network of its own, whose packets may be dropped.
    public boolean needsOwnNetwork() {
        return faults.stream()
                .anyMatch(
                        each ->
                                each.fault() instanceof Fault.Cut
                                        || each.fault() instanceof Fault.Loss);
    }
}
