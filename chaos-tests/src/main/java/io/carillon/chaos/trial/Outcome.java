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
/// @param complaints why it is not passed, apart from figures above their limits
record Outcome(Map<Expectation.Figure, Long> figures, List<String> lines, List<String> complaints) {
    Outcome {
        figures = new EnumMap<>(figures);
        lines = List.copyOf(lines);
        complaints = List.copyOf(complaints);
    }

    /// Every expectation that was not met, in words.
    List<String> unmet(Scenario scenario) {
        var unmet = new ArrayList<>(complaints);
        for (var expectation : scenario.expectations()) {
            var figure = expectation.figure();
            long value = figures.getOrDefault(figure, 0L);
            if (value > expectation.most()) {
                unmet.add(
                        "%s is %s, at most %s was expected"
                                .formatted(
                                        figure,
                                        Expectation.written(figure, value),
                                        Expectation.written(figure, expectation.most())));
            }
        }
        return unmet;
    }
}
