package io.carillon.chaos.trial;

import io.carillon.chaos.scenario.ScenarioText;
import io.carillon.deploy.cluster.Network;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// A scenario of the tests, played on a real cluster whose nodes do not rehearse: cold nodes make
/// callers wait, which is allowed there, and are ready soon.
final class ShortPlay {
    private ShortPlay() {}

    /// Plays `/NAME.scenario` of the class path.
    ///
    /// @return whether all was as it expects; the report on standard output says what was not
    static boolean passes(String name, Network network) throws Exception {
        try (var text = ShortPlay.class.getResourceAsStream("/" + name + ".scenario")) {
            var scenario =
                    ScenarioText.parse(
                            name, new String(text.readAllBytes(), StandardCharsets.UTF_8));
            return new Play(
                            scenario,
                            network,
                            Map.of("carillon.rehearsal", "0 s"),
                            System.nanoTime(),
                            Optional.empty(),
                            Optional.empty())
                    .run();
        }
    }
}
