package io.carillon.chaos.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The statements of one row, as far as they have been read: run, calm, at, after and expect.
final class RowText {
    private final String title;
    private Duration run;
    private Optional<Duration> calm;
    private final List<Fault.Timed> faults = new ArrayList<>();
    private final List<Expectation> expectations = new ArrayList<>();

    RowText(String title, Duration run, Optional<Duration> calm) {
        this.title = title;
        this.run = run;
        this.calm = calm;
    }

    Optional<Duration> calm() {
        return calm;
    }

    List<Expectation> expectations() {
        return expectations;
    }

    /// Whether it has said anything of faults so far.
    boolean isEmpty() {
        return faults.isEmpty();
    }

    /// Reads the rest of a line that began with this keyword; false when it is none of a row's.
    boolean takes(String keyword, Words words) throws ScenarioError {
        switch (keyword) {
            case "run" -> run = words.time("the run");
            case "calm" -> calm = Optional.of(words.time("the calm"));
            case "at" -> at(FaultText.timed(words, false), words);
            case "after" -> faults.add(FaultText.timed(words, true));
            case "expect" -> expect(words);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void at(Fault.Timed fault, Words words) throws ScenarioError {
        boolean early =
                faults.stream()
                        .anyMatch(each -> !each.afterLast() && each.at().compareTo(fault.at()) > 0);
        if (early) {
            throw words.wrong("'" + fault.text() + "' comes before what stands above it");
        }
        faults.add(fault);
    }

    private void expect(Words words) throws ScenarioError {
        while (!words.isAtEnd()) {
            var word = words.next("a figure");
            var known = Arrays.toString(Expectation.Figure.values());
            var figure =
                    Arrays.stream(Expectation.Figure.values())
                            .filter(each -> each.toString().equals(word))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            words.wrong(
                                                    "'%s' is not measured: %s are"
                                                            .formatted(word, known)));
            words.takes("<");
            long most = figure.isTime() ? words.time(word).toMillis() : words.count(word);
            expectations.add(new Expectation(figure, most));
        }
    }

    /// @param scenario its name, for messages
    /// @param whose expectations count for it alone: its own where it was named, else none
    Row finish(String scenario, List<Expectation> whose) throws ScenarioError {
        for (var fault : faults) {
            if (calm.isEmpty() && !fault.afterLast() && fault.at().compareTo(run) > 0) {
                throw new ScenarioError(
                        "%s.scenario: '%s' comes after the run has ended"
                                .formatted(scenario, fault.text()));
            }
        }
        return new Row(title, run, calm, faults, whose);
    }
}
