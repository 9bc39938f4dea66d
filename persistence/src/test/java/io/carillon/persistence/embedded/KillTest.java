package io.carillon.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Goal: an acknowledged write outlives SIGKILL of the process at any moment.
///
/// Method: a child process persists and prints what was acknowledged; it is killed after a random
/// time; then the store is opened here and compared. The same directory is used again and again.
class KillTest {

    private static final int ROUNDS = 5;

    @Test
    void everyAcknowledgedEventIsThereAfterKill(@TempDir Path directory) throws Exception {
        var seed = Long.getLong("carillon.seed", System.nanoTime());
        System.out.println("KillTest: -Dcarillon.seed=" + seed);
        var random = new Random(seed);
        var total = 0L;
        for (var round = 0; round < ROUNDS; round++) {
            var victim = Victim.start(directory, 100);
            try {
                victim.readUntil("ack ");
                victim.killAfter(Duration.ofMillis(random.nextInt(20, 700)));
                victim.readRest();
            } finally {
                victim.process().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            assertThat(victim.process().exitValue()).as("killed by signal 9").isEqualTo(128 + 9);
            victim.assertNothingLost(directory);
            total += victim.acknowledged().values().stream().mapToLong(n -> n).sum();
        }
        assertThat(total).isPositive();
    }
}
