package io.carillon.chaos.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/// A thread that takes precedence takes it for itself alone.
class PrecedenceTest {
    @Test
    void theOneThreadRunsBeforeOthersAndWhatThoseStartDoesNot() throws Exception {
        assumeTrue(mayTakeIt(), "this user has no capability CAP_SYS_NICE");
        var taken = new CompletableFuture<Boolean>();
        var own = new CompletableFuture<Integer>();
        Thread.ofPlatform()
                .start(
                        () -> {
                            taken.complete(Precedence.take());
                            own.complete(niceness(Path.of("/proc/thread-self/stat")));
                        });
        assertThat(taken.get()).isTrue();
        assertThat(own.get()).isEqualTo(-10);
        assertThat(niceness(Path.of("/proc/thread-self/stat"))).isZero();
        var child = new ProcessBuilder("sleep", "10").start();
        try {
            assertThat(niceness(Path.of("/proc/" + child.pid() + "/stat"))).isZero();
        } finally {
            child.destroyForcibly();
        }
    }

    /// Whether bit 23 of the effective capabilities is set (capabilities(7)).
    private static boolean mayTakeIt() throws IOException {
        return Files.readString(Path.of("/proc/self/status"))
                .lines()
                .filter(line -> line.startsWith("CapEff:"))
                .anyMatch(
                        line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> 23 & 1)
                                        == 1);
    }

    /// The 19th word of /proc/PID/stat (proc_pid_stat(5)); the second, in brackets, may have
    /// blanks.
    private static int niceness(Path stat) {
        try {
            var text = Files.readString(stat);
            var words = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            return Integer.parseInt(words[16]);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
