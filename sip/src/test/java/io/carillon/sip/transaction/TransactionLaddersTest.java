package io.carillon.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.carillon.sip.ladder.Ladder;
import io.carillon.sip.ladder.LadderPlayer;
import io.carillon.sip.ladder.LadderReader;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.nio.file.Path;
import java.util.stream.Stream;

/// Goal: each path through the figures of RFC 3261 §17 and RFC 6026 happens at the right time, and
/// nothing else happens. Method: one ladder per path, played to the last timer.
class TransactionLaddersTest {
    @TestFactory
    Stream<DynamicTest> everyPathOfTheFigures() {
        var ladders = LadderReader.folder(Path.of("src/test/ladders"), "rfc3261-17.");
        assertThat(ladders).hasSizeGreaterThan(30);
        return ladders.stream().map(ladder -> dynamicTest(ladder.name(), () -> play(ladder)));
    }

    private static void play(Ladder ladder) {
        var transcript = LadderPlayer.play(ladder, MachineUnderTest.of(ladder));
        transcript.mismatch().ifPresent(Assertions::fail);
    }
}
