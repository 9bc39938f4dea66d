package io.carillon.node.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/// The rehearsal really plays, ends in time, and leaves nothing behind.
final class RehearsalTest {
    @Test
    void storiesAreToldToTheirEndAndTheFolderIsGone(@TempDir Path dataDir) {
        var from = System.nanoTime();
        // Far more than are begun at once: each further one was begun by the end of another.
        assertThat(Rehearsal.play(Duration.ofSeconds(4), dataDir)).isGreaterThan(300);
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(30));
        assertThat(dataDir).isEmptyDirectory();
    }

    @Test
    void noTimeIsNoRehearsal(@TempDir Path dataDir) {
        assertThat(Rehearsal.play(Duration.ZERO, dataDir)).isZero();
        assertThat(dataDir).isEmptyDirectory();
    }
}
