package io.carillon.chaos.trial;

import io.carillon.chaos.scenario.Expectation;
import io.carillon.chaos.scenario.Expectation.Figure;
import io.carillon.chaos.workload.Incident;
import io.carillon.chaos.workload.Snapshot;

import java.util.EnumMap;
import java.util.Map;

/// What one deed, or everything in a row, has cost: figures that begin at nothing.
final class Toll {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<Figure, Long> figures = new EnumMap<>(Figure.class);
    private String lastLate = "";

    /// What was the last to be late; empty when nothing was.
    String lastLate() {
        return lastLate;
    }

    Map<Figure, Long> figures() {
        return new EnumMap<>(figures);
    }

    long get(Figure figure) {
        return figures.getOrDefault(figure, 0L);
    }

    /// Counts are added up, of times the longest is kept.
    void add(Figure figure, long value) {
        figures.merge(figure, value, figure.isTime() ? Math::max : Long::sum);
    }

    /// @param nanos when that was done which is to blame
    /// @param disturbs whether it is to be served again soon after that
    void add(Incident incident, long nanos, boolean disturbs) {
        switch (incident.what()) {
            case FAILED -> add(Figure.FAILED, 1);
            case CUT -> add(Figure.CUT, 1);
            case TWICE -> add(Figure.TWICE, 1);
            case REFUSED -> add(Figure.REFUSED, 1);
            case CALL_WAITED -> add(Figure.DELAY, incident.millis());
            case REGISTER_WAITED -> add(Figure.REGISTER_DELAY, incident.millis());
            case LATE -> {
                if (disturbs) {
                    long after = Math.max(0, (incident.fromNanos() - nanos) / NANOS_PER_MILLI);
                    long served = after + Snapshot.PROMPT_MILLIS;
                    if (served > get(Figure.SERVED)) {
                        lastLate = incident.how();
                    }
                    add(Figure.SERVED, served);
                }
            }
        }
    }

    void add(Toll other) {
        other.figures.forEach(this::add);
    }

    /// The worse of both in every figure.
    void worst(Toll other) {
        other.figures.forEach((figure, value) -> figures.merge(figure, value, Math::max));
    }

    /// How this figure is written in a report.
    String written(Figure figure) {
        return Expectation.written(figure, get(figure));
    }
}
