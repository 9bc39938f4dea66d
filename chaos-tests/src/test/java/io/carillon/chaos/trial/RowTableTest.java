package io.carillon.chaos.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.scenario.Expectation;
import io.carillon.chaos.scenario.Expectation.Figure;
import io.carillon.chaos.scenario.Row;
import io.carillon.chaos.workload.Incident;
import io.carillon.chaos.workload.Incident.What;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Who is to blame for what, over several rounds of two rows.
class RowTableTest {
    private static final long SECOND = 1_000_000_000;

    private final RowTable table =
            new RowTable(
                    List.of(
                            row("kill", new Expectation(Figure.DELAY, 4000)),
                            row("stop", new Expectation(Figure.DELAY, 1000))));

    private static Row row(String title, Expectation expected) {
        return new Row(title, Duration.ZERO, Optional.empty(), List.of(), List.of(expected));
    }

    private static Incident incident(What what, double from, double due, long millis) {
        return new Incident(what, nanos(from), nanos(due), millis, "a REGISTER took 300 ms");
    }

    private static long nanos(double seconds) {
        return (long) (seconds * SECOND);
    }

    private static FaultRun.Deed deed(String text, double at, boolean disturbs) {
        return new FaultRun.Deed(text, nanos(at), disturbs);
    }

    /// Round 1: kill at 10 s, start at 18 s; stop at 42 s. Round 2: kill at 70 s, stop at 102 s.
    @BeforeEach
    void twoRounds() {
        table.begin(1, 0, nanos(9));
        table.done(1, 0, List.of(deed("kill core-2", 10, true), deed("start core-2", 18, false)));
        table.begin(1, 1, nanos(41));
        table.done(1, 1, List.of(deed("stop core-3", 42, true)));
        table.begin(2, 0, nanos(69));
        table.done(2, 0, List.of(deed("kill core-2", 70, true)));
        table.begin(2, 1, nanos(101));
        table.done(2, 1, List.of(deed("stop core-3", 102, true)));
    }

    @Test
    void aCallThatRangWhenItsNodeDiedFailedByThat() {
        table.add(List.of(incident(What.FAILED, 7, 14, 0)));

        assertThat(table.toll(1, 0).get(Figure.FAILED)).isEqualTo(1);
        assertThat(table.toll(1, 1).get(Figure.FAILED)).isZero();
    }

    @Test
    void aByeThatWasBegunAfterTheFaultAndGivenUpRoundsLaterFailedByThatFault() {
        table.add(List.of(incident(What.FAILED, 43, 45, 0)));

        assertThat(table.toll(1, 1).get(Figure.FAILED)).isEqualTo(1);
        assertThat(table.toll(2, 0).figures()).isEmpty();
    }

    @Test
    void whatIsBegunLongAfterAFaultIsServedAgainAfterThatTime() {
        table.add(List.of(incident(What.LATE, 10.5, 12.5, 0), incident(What.LATE, 9.5, 11.5, 0)));

        assertThat(table.toll(1, 0).get(Figure.SERVED)).isEqualTo(750);
        assertThat(table.served(1)).isEqualTo(750);
        assertThat(table.served(2)).isZero();
    }

    @Test
    void whatIsUnderWayWhenANodeIsStartedAgainIsNotTheFaultOfThat() {
        table.add(
                List.of(incident(What.LATE, 17.5, 19.5, 0), incident(What.FAILED, 17.5, 19.5, 0)));

        assertThat(table.served(1)).isEqualTo(7750);
        assertThat(table.deeds(1))
                .contains(
                        "kill core-2: failed 1, cut 0, refused 0, delay 0.00 s, of REGISTER 0.00 s,"
                                + " served again 7.75 s (a REGISTER took 300 ms)");
    }

    @Test
    void afterAStartNothingIsToBeServedAgain() {
        table.add(List.of(incident(What.LATE, 20, 22, 0), incident(What.CALL_WAITED, 20, 22, 300)));

        assertThat(table.toll(1, 0).get(Figure.SERVED)).isZero();
        assertThat(table.toll(1, 0).get(Figure.DELAY)).isEqualTo(300);
        assertThat(table.deeds(1))
                .containsExactly(
                        "kill core-2: failed 0, cut 0, refused 0, delay 0.00 s, of REGISTER 0.00 s,"
                                + " served again at once",
                        "start core-2: failed 0, cut 0, refused 0, delay 0.30 s, of REGISTER 0.00 s",
                        "stop core-3: failed 0, cut 0, refused 0, delay 0.00 s, of REGISTER 0.00 s,"
                                + " served again at once");
    }

    @Test
    void theRowThatFellShortIsNamed() {
        table.add(
                List.of(
                        incident(What.CALL_WAITED, 10, 12, 3900),
                        incident(What.CALL_WAITED, 103, 105, 1400)));

        assertThat(table.unmet(1)).isEmpty();
        assertThat(table.unmet(2))
                .containsExactly("stop: delay is 1.40 s, at most 1.00 s was expected");
        assertThat(table.unmet()).isEqualTo(table.unmet(2));
    }

    @Test
    void theWorstOfAllRoundsIsShown() {
        table.add(
                List.of(
                        incident(What.FAILED, 11, 13, 0),
                        incident(What.FAILED, 71, 73, 0),
                        incident(What.FAILED, 71, 73, 0),
                        incident(What.REGISTER_WAITED, 10, 12, 1800),
                        incident(What.REGISTER_WAITED, 72, 74, 700)));
        table.add(1, 1, Figure.LOST, 3);

        var worst = table.worst();

        assertThat(worst).hasSize(3);
        assertThat(worst.getFirst()).contains("failed", "lost", "delay", "served");
        assertThat(worst.get(1).strip().split("\\s{2,}"))
                .containsExactly("kill", "2", "0", "0", "0", "0.00 s", "1.80 s", "0.00 s");
        assertThat(worst.get(2).strip().split("\\s{2,}"))
                .containsExactly("stop", "0", "0", "3", "0", "0.00 s", "0.00 s", "0.00 s");
    }

    @Test
    void whatWasBegunBeforeAnythingHappenedIsNobodysFault() {
        table.add(List.of(incident(What.FAILED, 1, 3, 0)));

        assertThat(table.worst().get(1)).doesNotContain("1");
    }
}
