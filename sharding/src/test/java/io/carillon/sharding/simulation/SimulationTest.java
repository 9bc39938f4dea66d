package io.carillon.sharding.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// Goal: what the cluster promises holds whatever fails when. Method: many small clusters with
/// seeded faults in virtual time. `-Dsimulation.seeds=100000` plays more of them,
/// `-Dsimulation.seed=7` one, whose diary is printed.
final class SimulationTest {
    @Test
    void everyPromiseIsKeptInEveryRun() {
        var one = Long.getLong("simulation.seed");
        if (one != null) {
            var outcome = Scenario.run(one);
            System.out.println(outcome.broken().orElseGet(outcome::diary));
            assertThat(outcome.broken()).isEmpty();
            return;
        }
        long seeds = Long.getLong("simulation.seeds", 1_000);
        var broken = new ArrayList<String>();
        LongStream.range(0, seeds)
                .forEach(seed -> Scenario.run(seed).broken().ifPresent(broken::add));
        assertThat(broken).as("%d of %d runs", broken.size(), seeds).isEqualTo(List.of());
    }

    @Test
    void aSeedPlaysTheSameRunAgain() {
        assertThat(Scenario.run(7).diary()).isEqualTo(Scenario.run(7).diary()).isNotEmpty();
    }
}
