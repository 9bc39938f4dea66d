package io.carillon.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.chaos.workload.Weather;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Scenarios as people write them, well and badly.
class ScenarioTextTest {
    private static Scenario parse(String text) throws ScenarioError {
        return ScenarioText.parse("test", text);
    }

    @Test
    void everyStatementIsRead() throws ScenarioError {
        var scenario =
                parse(
                        """
                        # SIGKILL
                        title    A node dies
                        cluster  cores 5, edges 1, cassandra 3
                        setting  carillon.timer-c = 20s
                        load     calls 50, ringing 1/4, forked 25 %, held 0.1, held-for 12 s, registers 7
                        warm     3 s
                        run      2 min
                        at 500 ms kill oldest   # now
                        at 25 s  pause core-2 for 4 s
                        expect   failed 0, delay < 1.5 s
                        clean    0 s
                        """);

        assertThat(scenario.title()).isEqualTo("A node dies");
        assertThat(scenario.shape()).isEqualTo(new Scenario.Shape(5, 1, 3));
        assertThat(scenario.settings()).containsEntry("carillon.timer-c", "20s");
        assertThat(scenario.mix().callsPerSecond()).isEqualTo(50);
        assertThat(scenario.mix().ringing()).isEqualTo(0.25);
        assertThat(scenario.mix().forked()).isEqualTo(0.25);
        assertThat(scenario.mix().heldMillis()).isEqualTo(12_000);
        assertThat(scenario.warm()).isEqualTo(Duration.ofSeconds(3));
        assertThat(scenario.run()).isEqualTo(Duration.ofMinutes(2));
        assertThat(scenario.clean()).isZero();
        assertThat(scenario.faults())
                .containsExactly(
                        new Fault.Timed(
                                Duration.ofMillis(500),
                                false,
                                new Fault.Kill(Fault.Target.Some.OLDEST),
                                "kill oldest"),
                        new Fault.Timed(
                                Duration.ofSeconds(25),
                                false,
                                new Fault.Pause(
                                        new Fault.Target.Named("core-2"), Duration.ofSeconds(4)),
                                "pause core-2 for 4 s"));
        assertThat(scenario.most(Expectation.Figure.DELAY)).hasValue(1500);
        assertThat(scenario.most(Expectation.Figure.SERVED)).isEmpty();
    }

    @Test
    void rowsHaveFaultsAndExpectationsOfTheirOwn() throws ScenarioError {
        var scenario =
                parse(
                        """
                        run      10 s
                        calm     8 s
                        expect   failed 0
                        row      SIGTERM, and back
                        at 0 s   stop core
                        after 4 s start it
                        expect   delay < 1 s
                        row      One of two is killed
                        run      30 s
                        calm     2 s
                        at 500 ms kill core-2/core-3
                        """);

        assertThat(scenario.rows())
                .containsExactly(
                        new Row(
                                "SIGTERM, and back",
                                Duration.ZERO,
                                Optional.of(Duration.ofSeconds(8)),
                                List.of(
                                        new Fault.Timed(
                                                Duration.ZERO,
                                                false,
                                                new Fault.Stop(Fault.Target.Some.CORE),
                                                "stop core"),
                                        new Fault.Timed(
                                                Duration.ofSeconds(4),
                                                true,
                                                new Fault.Start(Fault.Target.Some.IT),
                                                "start it")),
                                List.of(new Expectation(Expectation.Figure.DELAY, 1000))),
                        new Row(
                                "One of two is killed",
                                Duration.ofSeconds(30),
                                Optional.of(Duration.ofSeconds(2)),
                                List.of(
                                        new Fault.Timed(
                                                Duration.ofMillis(500),
                                                false,
                                                new Fault.Kill(
                                                        new Fault.Target.OneOf(
                                                                List.of("core-2", "core-3"))),
                                                "kill core-2/core-3")),
                                List.of()));
        assertThat(scenario.expectations())
                .containsExactly(new Expectation(Expectation.Figure.FAILED, 0));
        assertThat(scenario.faults()).hasSize(3);
    }

    @Test
    void aScenarioWithoutRowsIsOneThatMayWaitUntilAllIsWell() throws ScenarioError {
        var scenario = parse("run 0 s\ncalm 1 s\nat 2 s kill any\nafter 2 s start it");

        assertThat(scenario.rows()).hasSize(1);
        assertThat(scenario.rows().getFirst().calm()).contains(Duration.ofSeconds(1));
        assertThat(scenario.rows().getFirst().faults()).hasSize(2);
    }

    @Test
    void whatHappensAboveTheFirstRowBelongsToNone() {
        assertThatThrownBy(() -> parse("at 1 s kill core\nrow a row\nat 1 s start it"))
                .isInstanceOf(ScenarioError.class)
                .hasMessageContaining("above the first row");
    }

    @Test
    void aStormSaysWhatItDoesToDatagrams() throws ScenarioError {
        var scenario = parse("at 1 s storm lost 2 % doubled 1 % late 1/10 for 20 s");

        assertThat(scenario.faults().getFirst().fault())
                .isEqualTo(new Fault.Storm(new Weather(0.02, 0.01, 0.1), Duration.ofSeconds(20)));
    }

    @Test
    void momentsStandInTheirOrder() {
        assertThatThrownBy(() -> parse("at 9 s kill core\nat 5 s start it"))
                .isInstanceOf(ScenarioError.class)
                .hasMessageContaining("test.scenario:2: 'start it' comes before");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "burn core            | 'burn' is no statement",
                "at 5 s burn core     | 'burn' cannot be done",
                "at 5 kill core       | 'kill' is no unit of time",
                "at 5 s kill everyone | 'everyone' is nobody",
                "at 5 s kill core now | 'now' is one word too many",
                "at 5 s pause core    | 'for' expected",
                "at 90 s kill core    | comes after the run has ended",
                "load calls many      | 'many' is no number",
                "load ringing 3/2     | '3/2' is no share",
                "load ringing 1/2 forked 2/3 | more than all calls",
                "after 2 kill core    | 'kill' is no unit of time",
                "at 5 s kill core-1/x | 'core-1/x' is nobody",
                "cluster nodes 3      | no nodes",
                "expect luck 3        | 'luck' is not measured",
            })
    void aLineThatMeansNothingIsNamed(String line, String complaint) {
        assertThatThrownBy(() -> parse("title  bad\n" + line))
                .isInstanceOf(ScenarioError.class)
                .hasMessageContaining("test.scenario")
                .hasMessageContaining(complaint);
    }
}
