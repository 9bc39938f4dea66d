package io.carillon.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A process id alone is never enough to send a signal to.
class ProcessMarkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir Path folder;

    private Process process;
    private ProcessMark mark;

    @BeforeEach
    void startSomething() throws Exception {
        process = new ProcessBuilder("sleep", "60").start();
        mark = ProcessMark.of(process.pid()).orElseThrow();
    }

    @AfterEach
    void endIt() {
        process.destroyForcibly();
    }

    @Test
    void itIsFoundAgainByWhatWasWrittenDown() throws Exception {
        var file = folder.resolve("pid");
        mark.write(file);
        assertThat(Files.readAllLines(file).getFirst()).isEqualTo("" + process.pid());
        assertThat(ProcessMark.read(file)).contains(mark);
        assertThat(ProcessMark.read(file).orElseThrow().isAlive()).isTrue();
    }

    @Test
    void anotherProcessOfThatIdIsNotMeant() throws Exception {
        var former = new ProcessMark(mark.pid(), mark.began() - 1, mark.boot());
        assertThat(former.isAlive()).isFalse();
        assertThat(former.signal("KILL")).isFalse();
        var beforeTheMachineStarted = new ProcessMark(mark.pid(), mark.began(), "another");
        assertThat(beforeTheMachineStarted.signal("KILL")).isFalse();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aPauseIsSeenAndOver() throws Exception {
        assertThat(mark.isPaused()).isFalse();
        mark.signal("STOP");
        assertThat(Runner.awaitPaused(mark, true, PATIENCE)).isTrue();
        assertThat(Runner.awaitPaused(mark, false, Duration.ZERO)).isFalse();
        mark.signal("CONT");
        assertThat(Runner.awaitPaused(mark, false, PATIENCE)).isTrue();
        assertThat(mark.isAlive()).isTrue();
    }

    @Test
    void oneThatHasEndedIsNotAlive() throws Exception {
        assertThat(mark.signal("KILL")).isTrue();
        assertThat(Runner.awaitEnd(mark, PATIENCE)).isTrue();
        assertThat(mark.isAlive()).isFalse();
        assertThat(mark.isPaused()).isFalse();
        assertThat(mark.signal("TERM")).isFalse();
    }

    @Test
    void halfAFileOrNoneIsNoProcess() throws Exception {
        var file = folder.resolve("pid");
        assertThat(ProcessMark.read(file)).isEmpty();
        for (var text : new String[] {"", "12\n", "12\nx y\n", "1 2\n3 4\n", "12\n34\n"}) {
            Files.writeString(file, text);
            assertThat(ProcessMark.read(file)).as(text).isEmpty();
        }
    }
}
