package io.carillon.chaos.trial;

import io.carillon.chaos.scenario.Expectation;
import io.carillon.chaos.scenario.Scenario;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What came of one round: figures beside what was expected of them, and what a person wants to
/// read.
///
/// @param lines the report
/// @param kept what of it is kept with the figures where rounds are written down
/// @param complaints why it is not passed, apart from figures above their limits
record Outcome(
        Map<Expectation.Figure, Long> figures,
        List<String> lines,
        List<String> kept,
        List<String> complaints) {
    Outcome {
        figures = figures.isEmpty() ? Map.of() : new EnumMap<>(figures);
        lines = List.copyOf(lines);
        kept = List.copyOf(kept);
        complaints = List.copyOf(complaints);
    }

    /// Every expectation that was not met, in words.
    List<String> unmet(Scenario scenario) {
        var unmet = new ArrayList<>(complaints);
        for (var expectation : scenario.expectations()) {
            expectation.unmet(figures).ifPresent(unmet::add);
        }
        return unmet;
    }
}
