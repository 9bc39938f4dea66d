package io.carillon.chaos.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.scenario.ScenarioText;
import io.carillon.deploy.cluster.Network;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A real cluster under a light load through three faults in one go: what `./carillon chaos` does
/// in full, in some three minutes.
class SubsetTest {
    private static final Network NETWORK = new Network("127.77");

    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void nobodyNoticesAStoppedNodeAKilledNodeAndALostDatabase() throws Exception {
        try (var text = SubsetTest.class.getResourceAsStream("/subset.scenario")) {
            var scenario =
                    ScenarioText.parse(
                            "subset", new String(text.readAllBytes(), StandardCharsets.UTF_8));

            boolean passed =
                    new Play(
                                    scenario,
                                    NETWORK,
                                    // Cold nodes make callers wait, which is allowed here, and are
                                    // ready soon.
                                    Map.of("carillon.rehearsal", "0 s"),
                                    System.nanoTime(),
                                    Optional.empty(),
                                    Optional.empty())
                            .run();

            assertThat(passed).as("see the report on standard output").isTrue();
        }
    }
}
