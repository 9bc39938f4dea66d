package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.process.ProcessCosts;
import io.carillon.chaos.server.ServerUnderTest;
import io.carillon.chaos.workload.CallFate;
import io.carillon.chaos.workload.Edge;
import io.carillon.chaos.workload.Mix;
import io.carillon.chaos.workload.Weather;
import io.carillon.chaos.workload.Workload;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The workload of the chaos scenarios against one node that nothing happens to: what it counts as
/// failed would be its own mistake, or a loss that UDP clients must bear.
class WorkloadTest {
    private static final double SCALE =
            Double.parseDouble(System.getProperty("chaos.scale", "0.2"));
    private static final int SECONDS = Integer.getInteger("chaos.seconds", 5);
    private static final Duration QUIET = Duration.ofSeconds(45);

    @Test
    void everyCallSucceedsAndEveryPromiseIsKeptAlsoInBadWeather() throws Exception {
        var server = ServerUnderTest.named("workload").open();
        var records = server.directory().resolve("call-records.jsonl");
        server.set("carillon.call-records", records.toString());
        try (server;
                var workload = workload(server.start())) {
            assertThat(workload.enrol(Duration.ofSeconds(30))).isTrue();
            var before = ProcessCosts.cpuSeconds(List.of(server.pid()));
            var ours = workload.cpuSeconds();
            workload.start();
            Thread.sleep(SECONDS * 1000L);
            System.err.printf(
                    "driver %.2f s, server %.2f s of processor time in %d s%n",
                    workload.cpuSeconds() - ours,
                    ProcessCosts.cpuSeconds(List.of(server.pid())) - before,
                    SECONDS);
            workload.weather(new Weather(0.02, 0.02, 0.05));
            Thread.sleep(SECONDS * 1000L);
            workload.weather(Weather.FAIR);
            workload.stop();
            workload.callSome(50);
            workload.awaitQuiet(QUIET);
            var found = workload.verifyBindings(QUIET);

            var figures = workload.figures();
            System.err.printf(
                    "%d calls, added delay %s; %d registrations, delay %s%n",
                    figures.callsBegun(),
                    figures.calls(),
                    figures.registersAnswered(),
                    figures.registers());
            assertThat(figures.failed()).as(ladder(figures.failed())).isEmpty();
            assertThat(figures.strange()).isEmpty();
            assertThat(figures.rangTwice()).isZero();
            assertThat(figures.callsSucceeded()).isEqualTo(figures.callsBegun()).isPositive();
            assertThat(figures.ended())
                    .hasSize(figures.callsSucceeded())
                    .allSatisfy(
                            call -> assertThat(call.byeAnswered() - call.byeSent()).isPositive());
            server.stop();
            var written = String.join("\n", Files.readAllLines(records));
            assertThat(figures.ended())
                    .allSatisfy(
                            call ->
                                    assertThat(written)
                                            .containsOnlyOnce("\"" + call.callId() + "\""));
            assertThat(figures.slowest())
                    .hasValueSatisfying(
                            call -> {
                                long longest = figures.calls().longest();
                                assertThat(call.addedMillis()).isEqualTo(longest);
                                assertThat(call.trace().ladder()).hasSizeGreaterThan(6);
                            });
            assertThat(found.lost()).isEmpty();
            assertThat(found.unanswered()).isEmpty();
        }
    }

    private static String ladder(List<CallFate> failed) {
        return failed.stream()
                .findFirst()
                .map(fate -> String.join("\n", fate.trace().ladder()))
                .orElse("");
    }

    private static Workload workload(ServerUnderTest server) throws Exception {
        var edge = new Edge("node", server.sip(), server.sip());
        return new Workload(
                List.of(edge),
                InetAddress.getByName("127.0.9.1"),
                ServerUnderTest.DOMAIN,
                Optional.empty(),
                Mix.STANDARD.times(SCALE).heldFor(SECONDS * 1000L),
                System.nanoTime());
    }
}
