package io.carillon.sharding.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

/// A node's time beside a wall clock that is stepped: virtual clocks, no waiting.
class NodeClockTest {
    private static final long SECOND = 1_000;
    private long wall = 1_700_000_000_000L;
    private long nanos = -5;
    private final NodeClock clock = new NodeClock(() -> wall, () -> nanos);

    private void pass(long millis) {
        wall += millis;
        nanos += millis * 1_000_000;
    }

    private void passFollowing(long seconds) {
        for (long i = 0; i < seconds; i++) {
            pass(SECOND);
            clock.follow();
        }
    }

    @Test
    void itIsTheWallClockAsLongAsNobodyStepsThat() {
        passFollowing(3_600);
        assertThat(clock.millis()).isEqualTo(wall);
    }

    @ParameterizedTest
    @ValueSource(longs = {60_000, -60_000, 500, -500})
    void aStepChangesNothingAtOnceAndIsFollowed(long step) {
        long before = clock.millis();
        wall += step;
        assertThat(clock.millis()).isEqualTo(before);

        passFollowing(10);
        long moved = clock.millis() - before - 10 * SECOND;
        assertThat(Math.abs(moved)).isBetween(300L, SECOND);
        assertThat(Long.signum(moved)).isEqualTo(Long.signum(step));

        passFollowing(800);
        assertThat(Math.abs(clock.millis() - wall)).isLessThan(20);
    }

    @Test
    void itNeverGoesBackAndNeverLeaps() {
        var random = new Random(20_261_121);
        long last = clock.millis();
        for (int i = 0; i < 200_000; i++) {
            if (random.nextInt(1_000) == 0) wall += random.nextInt(-100_000, 100_000);
            long passed = random.nextInt(3_000_000);
            nanos += passed;
            if (random.nextInt(200) == 0) clock.follow();
            long now = clock.millis();
            assertThat(now - last).as("after " + i).isBetween(0L, passed * 12 / 10 / 1_000_000 + 1);
            last = now;
        }
    }

    /// Nobody looks meanwhile: the machine sleeps, or is busy.
    @Test
    void itDoesNotGoFurtherThanTheWallClockWhereNobodyLooks() {
        wall += 700;
        clock.follow();
        pass(3_600 * SECOND);
        assertThat(clock.millis()).isEqualTo(wall);
    }
}
