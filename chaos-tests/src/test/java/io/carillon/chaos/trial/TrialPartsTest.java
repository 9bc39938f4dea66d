package io.carillon.chaos.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.scenario.Expectation.Figure;
import io.carillon.chaos.server.Checkout;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a trial makes of what nodes say, without any node.
class TrialPartsTest {
    @TempDir private Path folder;

    @Test
    void everyScenarioThatComesWithUsCanBeReadAndExpectsNoFailedCall() {
        assertThat(Scenarios.all())
                .hasSizeGreaterThan(10)
                .allSatisfy(each -> assertThat(each.most(Figure.FAILED)).hasValue(0))
                .allSatisfy(each -> assertThat(each.most(Figure.LOST)).hasValue(0));
    }

    @Test
    void theFirstNodeWithTheCoreRoleIsTheOldest() {
        var answer =
                """
                {"self":"pekko://carillon@127.0.2.1:7355","members":[
                {"address":"pekko://carillon@127.0.2.1:7355","status":"Up","roles":["edge"]},
                {"address":"pekko://carillon@127.0.1.3:7355","status":"Up","roles":["core"]},
                {"address":"pekko://carillon@127.0.1.1:7355","status":"Up","roles":["core"]}]}
                """;

        assertThat(ChaosCluster.firstCore(answer)).contains("127.0.1.3");
    }

    @Test
    void theVersionOfANodeIsFoundAmongThoseOfOthers() {
        var answer =
                """
                {"self":"pekko://carillon@127.0.1.1:7355","members":[
                {"address":"pekko://carillon@127.0.1.11:7355","roles":["core"],"version":"0.0.9"},
                {"address":"pekko://carillon@127.0.1.1:7355","roles":["core"],"version":"0.1.0"}]}
                """;

        assertThat(ChaosCluster.version(answer, "127.0.1.1")).contains("0.1.0");
        assertThat(ChaosCluster.version(answer, "127.0.1.11")).contains("0.0.9");
        assertThat(ChaosCluster.version(answer, "127.0.1.2")).isEmpty();
    }

    @Test
    void anUpgradeNeedsAnotherRelease() throws Exception {
        assertThat(Scenarios.named("upgrade").needsOtherRelease()).isTrue();
        assertThat(Scenarios.named("roll").needsOtherRelease()).isFalse();
    }

    @Test
    void whatIsNoOtherReleaseIsRefusedWithWhatToDo() throws Exception {
        var own = Checkout.root();
        var copy = folder.resolve("copy");
        Files.createDirectories(copy);
        Files.copy(
                own.resolve("carillon"),
                copy.resolve("carillon"),
                StandardCopyOption.COPY_ATTRIBUTES);

        assertThat(problemOf(folder)).isEqualTo("--release: there is no ./carillon in " + folder);
        assertThat(problemOf(copy)).contains(copy + "/carillon version");
        assertThat(problemOf(own))
                .startsWith("--release: " + own + " calls itself " + Releases.version(own))
                .contains("name its commit");
    }

    private static String problemOf(Path release) {
        System.setProperty(Releases.PROPERTY, release.toString());
        try {
            return Releases.makeReady(false).orElseThrow();
        } finally {
            System.clearProperty(Releases.PROPERTY);
        }
    }

    /// What the launcher types before it leaves the network.
    @Test
    void whatNeedsNoOtherReleaseIsReady() {
        assertThat(Main.commandLine().execute("--make-ready", "kill-core")).isZero();
        assertThat(Main.commandLine().execute("--make-ready", "recovery")).isZero();
        assertThat(Main.commandLine().execute("--make-ready", "unknown")).isNotZero();
    }

    @Test
    void aMetricIsFoundByItsWholeName() {
        var text = "# HELP x\nsip_calls_active_total 7\nsip_calls_active 3\n";

        assertThat(Http.metric(text, "sip_calls_active")).hasValue(3);
        assertThat(Http.metric(text, "calls_active")).isEmpty();
    }

    @Test
    void whatStaysOfCallsIsLeftOverAlsoWhereNoneIsActive() {
        var nothing =
                """
                sip_calls_active 0
                sip_call_entities 0
                sip_invite_copies 0
                sip_handover_states 0
                """;

        assertThat(Leftovers.found(Optional.of(nothing))).isEmpty();
        for (var gauge : List.of("sip_call_entities", "sip_invite_copies", "sip_handover_states")) {
            var one = nothing.replace(gauge + " 0", gauge + " 1");
            assertThat(Leftovers.found(Optional.of(one))).containsExactly(gauge + " 1");
        }
    }

    @Test
    void whoDoesNotSayWhatHeHoldsMayHoldAnything() {
        assertThat(Leftovers.found(Optional.empty())).containsExactly("does not answer");
        assertThat(Leftovers.found(Optional.of("sip_calls_active 0\nsip_call_entities 0\n")))
                .containsExactly(
                        "does not tell sip_invite_copies", "does not tell sip_handover_states");
    }

    @Test
    void twoRecordsOfOneCallAreFound() throws Exception {
        var one = folder.resolve("one");
        var other = folder.resolve("other");
        Files.writeString(one, "{\"callId\":\"a@x\",\"n\":1}\n{\"callId\":\"b@x\"}\n");
        Files.writeString(other, "{\"n\":2, \"callId\": \"b@x\"}\n");
        var records = new CallRecords();

        records.read("core-1", one);
        records.read("core-2", other);

        assertThat(records.size()).isEqualTo(2);
        assertThat(records.twice()).containsExactly("b@x by core-1 and core-2");
    }

    @Test
    void aLongTrialGoesOnAfterTheRoundsThatAreWrittenDown() {
        var log = new RoundLog(folder.resolve("rounds"));
        log.add("kills", 1, "passed: failed 0", List.of("kills round 9"));
        log.add("kills", 2, "FAILED: failed 3", List.of());
        log.add("other", 1, "passed: failed 0", List.of());

        assertThat(log.rounds("kills")).isEqualTo(2);
        assertThat(log.failed("kills")).isEqualTo(1);
        assertThat(log.rounds("unknown")).isZero();
    }

    @Test
    void whatIsAboveItsLimitIsNotMet() throws Exception {
        var scenario = Scenarios.named("kill-core");
        var outcome =
                new Outcome(
                        Map.of(Figure.DELAY, 4510L, Figure.FAILED, 0L),
                        List.of(),
                        List.of(),
                        List.of());

        assertThat(outcome.unmet(scenario))
                .containsExactly("delay is 4.51 s, at most 4.00 s was expected");
    }
}
