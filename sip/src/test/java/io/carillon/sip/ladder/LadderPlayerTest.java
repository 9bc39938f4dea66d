package io.carillon.sip.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/// Goal: a ladder that is wrong fails, and says how. Method: an echo that answers each `ping` with
/// a `pong` at once and another one a second later, and ladders with one mistake each.
class LadderPlayerTest {
    private static final String RIGHT =
            """
            # what the echo does
            0ms    peer -> echo  ping
            0ms    echo -> peer  pong     | size=4 word=$w
            0ms    echo start again 1s
            0ms    echo .        Waiting
            1s     echo -> peer  pong again | -colour size
            1s     echo .        Idle
            """;

    private static final class Echo implements Subject {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public void receive(LadderLine.Arrow arrow, Stage stage) {
            stage.send(arrow.from(), "pong", "pong");
            stage.start("again", "again", 1_000);
            stage.enter("Waiting");
        }

        @Override
        public void fired(Object timer, Stage stage) {
            stage.send("peer", "pong again", "pong again");
            stage.enter("Idle");
        }

        @Override
        public Optional<String> property(Object sent, String name) {
            return switch (name) {
                case "size" -> Optional.of(Integer.toString(sent.toString().length()));
                case "word" -> Optional.of(sent.toString());
                default -> Optional.empty();
            };
        }
    }

    private static Optional<String> play(String text) {
        return LadderPlayer.play(LadderReader.read("test", text), new Echo()).mismatch();
    }

    @Test
    void aLadderOfWhatHappensAgrees() {
        assertThat(play(RIGHT)).isEmpty();
    }

    @Test
    void statesAndTimersNeedNotBeWritten() {
        assertThat(play(RIGHT.replaceAll(".*(start| \\. ).*\n", ""))).isEmpty();
    }

    @Test
    void aLineThatDoesNotHappenFails() {
        assertThat(play(RIGHT + "2s echo -> peer  pong"))
                .hasValueSatisfying(report -> assertThat(report).contains("! 2000ms"));
    }

    @Test
    void aLineThatIsNotWrittenFails() {
        assertThat(play(RIGHT.replaceAll(".*pong again.*\n", "")))
                .hasValueSatisfying(
                        report -> assertThat(report).containsPattern("! +\\| 1000ms .*pong again"));
    }

    @Test
    void aWrongTimeAStateOrATimerOrAnOrderFails() {
        assertThat(play(RIGHT.replace("1s     echo ->", "999ms  echo ->"))).isPresent();
        assertThat(play(RIGHT.replace("Idle", "Busy"))).isPresent();
        assertThat(play(RIGHT.replace("again 1s", "again 2s"))).isPresent();
        assertThat(
                        play(
                                """
                                0ms    peer -> echo  ping
                                0ms    echo .        Waiting
                                0ms    echo -> peer  pong
                                1s     echo -> peer  pong again
                                """))
                .isPresent();
    }

    @Test
    void aWrongPropertyFailsAndTheReportShowsTheRightOne() {
        assertThat(play(RIGHT.replace("size=4", "size=5")))
                .hasValueSatisfying(
                        report -> {
                            assertThat(report).contains("! 0ms", "pong | size=5 word=$w");
                            assertThat(report).contains("| 0ms      echo  -> peer   pong | size=4");
                        });
        assertThat(play(RIGHT.replace("-colour", "colour"))).isPresent();
        assertThat(play(RIGHT.replace("-colour", "-size"))).isPresent();
    }

    @Test
    void aNameStandsForOneValueThroughoutTheLadder() {
        assertThat(play(RIGHT.replace("-colour", "word=$other"))).isEmpty();
        assertThat(play(RIGHT.replace("-colour", "word=$w"))).isPresent();
    }

    @Test
    void whatAPeerLosesDoesNotArrive() {
        assertThat(play("0ms peer -x echo ping")).isEmpty();
    }

    @Test
    void theReportIsALadderThatAgrees() {
        var wrong =
                RIGHT.replace("Idle", "Busy").replace("0ms    echo -> peer", "1ms echo -> peer");
        var report = play("0ms peer -> echo ping").orElseThrow();
        var happened = report.substring(report.indexOf("As it happened:\n") + 16);
        assertThat(play(happened)).isEmpty();
        assertThatThrownBy(() -> play(wrong)).hasMessageContaining("goes back in time");
    }

    @Test
    void nothingIsLookedAtAfterTheEnd() {
        assertThat(play("0ms peer -> echo ping\n0ms echo -> peer pong\n900ms end")).isEmpty();
    }

    @Test
    void aLineThatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> play("0ms peer => echo ping")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> play("0ms peer -> echo")).hasMessageContaining("line 1");
    }
}
