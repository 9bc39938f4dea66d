package io.carillon.chaos.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.server.ServerUnderTest;
import io.carillon.chaos.workload.Edge;
import io.carillon.chaos.workload.Mix;
import io.carillon.chaos.workload.Trace;
import io.carillon.chaos.workload.Workload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The ladder of a call that telephones made by a node that runs, as both tell it.
@Execution(ExecutionMode.CONCURRENT)
class LadderTest {
    /// No response to one, which has its CSeq in brackets.
    private static final String REQUEST = "INVITE  z9hG4bK";

    @Test
    void whatANodeTellsIsReadLineByLine() {
        var answer =
                """
                {"callId":"a@b","messages":[{"at":"2026-01-02T03:04:05.678901Z","event":"received",\
                "peer":"udp:127.0.9.1:4711","message":"1 INVITE  z9hG4bKa"},\
                {"at":"2026-01-02T03:04:05.679Z","event":"delivered","peer":"","message":"1 INVITE \\"x\\""},\
                {"at":"2026-01-02T03:04:05.68Z","event":"wanted","peer":"edge","message":"100 (1 INVITE)"},\
                {"at":"2026-01-02T03:04:05.69Z","event":"sent","peer":"tcp:[::1]:5","message":"200 (1 INVITE)"}]}""";

        assertThat(Ladder.seen(new Trace(), "core-1", answer))
                .extracting(each -> each.who() + " " + each.arrow() + " " + each.other())
                .containsExactly(
                        "core-1 <-- udp:127.0.9.1:4711",
                        "core-1 ==> its entity",
                        "core-1 <== its entity",
                        "core-1 --> tcp:[::1]:5");
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aNodesLinesStandBetweenThoseOfTheTelephones() throws Exception {
        var server = ServerUnderTest.named("ladder").open();
        server.set("carillon.message-trace", "4 MiB");
        try (server;
                var http = new Http();
                var workload = workload(server.start())) {
            assertThat(workload.enrol(Duration.ofSeconds(30))).isTrue();
            workload.start();
            Thread.sleep(2000);
            workload.stop();
            workload.awaitQuiet(Duration.ofSeconds(45));
            var call = workload.figures().slowest().orElseThrow();
            var at = URI.create("http://127.0.0.1:" + server.http().getPort());

            var ladder = Ladder.of("The call", true, call, http, Map.of("node-1", at));

            assertThat(ladder.title()).contains(call.callId());
            var invite = first(ladder, 0, "--> node ", REQUEST);
            var received = first(ladder, invite, "node-1", "<-- ", REQUEST);
            var delivered = first(ladder, received, "node-1", "==> its entity", REQUEST);
            var wanted = first(ladder, delivered, "node-1", "<== its entity", REQUEST);
            var sent = first(ladder, wanted, "node-1", "--> ", REQUEST);
            var rings = first(ladder, sent, "<-- node ", REQUEST);
            first(ladder, rings, "--> node ", "BYE");
        }
    }

    /// Where the first line stands, from this one on, that has all that in it.
    private static int first(Ladder ladder, int from, String... parts) {
        for (int i = from; i < ladder.lines().size(); i++) {
            if (List.of(parts).stream().allMatch(ladder.lines().get(i)::contains)) {
                return i + 1;
            }
        }
        throw new AssertionError(
                "no %s from line %d on in%n%s"
                        .formatted(List.of(parts), from, String.join("\n", ladder.lines())));
    }

    private static Workload workload(ServerUnderTest server) {
        return new Workload(
                List.of(new Edge("node", server.sip(), server.sip())),
                InetAddress.ofLiteral("127.0.9.1"),
                ServerUnderTest.DOMAIN,
                Optional.empty(),
                Mix.STANDARD.times(0.1).heldFor(1000),
                1);
    }
}
