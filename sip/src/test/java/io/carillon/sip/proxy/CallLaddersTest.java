package io.carillon.sip.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.carillon.sip.ladder.Ladder;
import io.carillon.sip.ladder.LadderLine;
import io.carillon.sip.ladder.LadderPlayer;
import io.carillon.sip.ladder.LadderReader;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.nio.file.Path;
import java.util.stream.Stream;

/// Goal: the registrations and calls of RFC 3665 meet the registrar and pass through the proxy,
/// message by message, also when messages are lost, and nothing is left of them. Method: one ladder
/// per flow and variant, the proxy in the middle, every header that it touches asserted.
class CallLaddersTest {
    @TestFactory
    Stream<DynamicTest> theFlowsOfRfc3665() {
        return all("rfc3665-");
    }

    @TestFactory
    Stream<DynamicTest> theForkingOfRfc3261() {
        return all("rfc3261-16.");
    }

    @TestFactory
    Stream<DynamicTest> phonesWithSeveralFlows() {
        return all("rfc5626-");
    }

    @TestFactory
    Stream<DynamicTest> callsWhoseNodeDiesOrIsLeft() {
        return all("cluster-");
    }

    private static Stream<DynamicTest> all(String prefix) {
        var ladders = LadderReader.folder(Path.of("src/test/ladders"), prefix);
        assertThat(ladders).isNotEmpty();
        return ladders.stream().map(ladder -> dynamicTest(ladder.name(), () -> play(ladder)));
    }

    private static void play(Ladder ladder) {
        var proxy = new ProxyUnderTest(ladder);
        LadderPlayer.play(ladder, proxy).mismatch().ifPresent(Assertions::fail);
        boolean ends = ladder.lines().getLast() instanceof LadderLine.End;
        assertThat(proxy.isOver() || ends).as("nothing is left of the calls").isTrue();
    }
}
