package io.carillon.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A member's process, with something in its place that starts faster.
class RunnerTest {
    @TempDir Path path;

    private Member member;
    private Runner runner;

    @BeforeEach
    void makeAMember() throws Exception {
        member =
                new Member(
                        MemberName.core(1), List.of("core"), Network.DEFAULT, path.resolve("a b"));
        Files.createDirectories(member.folder());
        runner = new Runner(member);
    }

    @AfterEach
    void endIt() throws Exception {
        var mark = runner.running();
        if (mark.isPresent()) mark.get().signal("KILL");
    }

    private void script(String... lines) throws Exception {
        new ClusterFolder(path).writeScript(member, NodeFiles.script(member.name(), lines));
    }

    @Test
    void theProcessIsFoundAgainByAnotherCommand() throws Exception {
        script("exec sleep 60");
        var started = runner.start();
        var found = new Runner(member).running().orElseThrow();
        assertThat(found.pid()).isEqualTo(started.process().pid());
    }

    @Test
    void theProcessIsTheScriptAndLeadsASessionOfItsOwn() throws Exception {
        script("echo session \"$(cut -d ' ' -f 6 /proc/$$/stat)\"", "echo in \"$PWD\" >&2");
        var started = runner.start();
        assertThat(started.process().waitFor()).isZero();
        assertThat(runner.lastLines(started.logFrom()))
                .containsExactly(
                        "session " + started.process().pid(), "in " + member.folder().toRealPath());
    }

    @Test
    void oneThatRunsIsNotStartedOnceMore() throws Exception {
        script("exec sleep 60");
        runner.start();
        assertThatThrownBy(runner::start)
                .isInstanceOf(ClusterFailure.class)
                .hasMessageContaining("core-1 runs already, as process");
    }

    @Test
    void oneThatWasKilledIsMissedAndOneThatWasStoppedIsNot() throws Exception {
        assertThat(runner.isMissed()).isFalse();
        script("exec sleep 60");
        runner.start();
        var mark = runner.running().orElseThrow();
        mark.signal("KILL");
        assertThat(Runner.awaitEnd(mark, Duration.ofSeconds(5))).isTrue();
        assertThat(runner.running()).isEmpty();
        assertThat(runner.isMissed()).isTrue();
        runner.stopped();
        assertThat(runner.isMissed()).isFalse();
    }

    @Test
    void theLastLinesAreThoseOfTheLastStart() throws Exception {
        script("echo one");
        runner.start().process().waitFor();
        script("seq 1 100", "exit 3");
        var started = runner.start();
        assertThat(started.process().waitFor()).isEqualTo(3);
        assertThat(started.status()).hasValue(3);
        assertThat(runner.lastLines(started.logFrom())).hasSize(15).endsWith("99", "100");
        assertThat(Files.readString(member.log())).contains("one", "--- core-1 starts");
    }
}
