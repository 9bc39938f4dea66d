package io.carillon.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Goal: a disk that refuses a write fails the persist, turns the health false, and loses nothing
/// that was acknowledged before.
///
/// Method: a child process under a limit of file size (prlimit), which makes the kernel refuse to
/// let the write-ahead log grow beyond it.
class FailingDiskTest {

    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

    @Test
    void refusedWriteFailsThePersistAndTurnsHealthFalse(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(PRLIMIT), PRLIMIT + " of util-linux is needed");
        var victim = Victim.start(directory, 1_000);
        try {
            victim.readUntil("ack ");
            limitFileSize(victim.process().pid(), 4 << 20);
            var failed = victim.readUntil("failed ");
            victim.readRest();

            assertThat(failed).startsWith("failed false ").contains("cannot be written");
            assertThat(victim.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            victim.assertNothingLost(directory);
        } finally {
            victim.process().destroyForcibly();
        }
    }

    private static void limitFileSize(long pid, int bytes) throws Exception {
        var limit =
                new ProcessBuilder(PRLIMIT.toString(), "--pid=" + pid, "--fsize=" + bytes)
                        .inheritIO()
                        .start();
        assertThat(limit.waitFor()).isZero();
    }
}
