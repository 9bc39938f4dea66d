package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How an edge that is to leave waits for shards that move.
class CalmTest {
    private final long began = System.nanoTime();

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    @Test
    void itWaitsUntilNoneHasMovedForASecond() {
        EdgeDeparture.awaitCalm(() -> Math.max(0, millis() - 700), Duration.ofSeconds(20));
        assertThat(millis()).isBetween(1_700L, 5_000L);
    }

    @Test
    void oneThatIsAboutToMoveIsWaitedForToo() {
        EdgeDeparture.awaitCalm(() -> 60_000, Duration.ofSeconds(20));
        assertThat(millis()).isBetween(1_000L, 3_000L);
    }

    @Test
    void itDoesNotWaitForEver() {
        EdgeDeparture.awaitCalm(() -> 0, Duration.ofMillis(1_200));
        assertThat(millis()).isBetween(1_200L, 3_000L);
    }
}
