package io.carillon.chaos.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A part of a scenario's run with faults and expectations of its own; rows are played one after
/// the other under the same load. A scenario that names none is one row.
///
/// @param run how long it takes at least; the moments of its faults count from its beginning
/// @param calm where given, it goes on until every process is ready again, and so much longer
/// @param expectations of what its own faults did, beside those of the scenario for the whole
public record Row(
        String title,
        Duration run,
        Optional<Duration> calm,
        List<Fault.Timed> faults,
        List<Expectation> expectations) {
    public Row {
        faults = List.copyOf(faults);
        expectations = List.copyOf(expectations);
    }
}
