package io.carillon.chaos.bench;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Finds the highest rate that a server carries cleanly: hardly a failure, retransmission or lag.
///
/// The rate rises by a factor until a step is not clean, then the gap is halved. What limits it may
/// be SIPp or the machine as well as the server: the samples say whose sockets dropped datagrams.
final class Ramp {
    private static final int START = 1000;
    private static final double FACTOR = 1.4;
    private static final int MAX_STEPS = 12;
    private static final double CLOSE_ENOUGH = 0.06;
    private static final Duration REST = Duration.ofSeconds(4);

    private final Measurement measurement;
    private final Workload workload;
    private final int seconds;
    private final Consumer<String> progress;

    Ramp(Measurement measurement, Workload workload, int seconds, Consumer<String> progress) {
        this.measurement = measurement;
        this.workload = workload;
        this.seconds = seconds;
        this.progress = progress;
    }

    /// The sample of the highest clean rate; empty when none was clean.
    Optional<Sample> highest() {
        Sample best = null;
        double bad = 0;
        double rate = START;
        for (int step = 0; step < MAX_STEPS; step++) {
            var sample = measurement.measure(workload, (int) rate, seconds);
            progress.accept(
                    "  %s at %d/s: %s"
                            .formatted(
                                    sample.isClean() ? "clean" : "not clean",
                                    (int) rate,
                                    sample.line()));
            if (sample.isClean()) {
                best = sample;
                rate = bad == 0 ? rate * FACTOR : (rate + bad) / 2;
            } else {
                bad = rate;
                rate = best == null ? rate / 2 : (best.rate() + bad) / 2;
                Measurement.pause(REST);
            }
            if (best != null && bad > 0 && bad - best.rate() < CLOSE_ENOUGH * bad) {
                break;
            }
        }
        return Optional.ofNullable(best);
    }
}
