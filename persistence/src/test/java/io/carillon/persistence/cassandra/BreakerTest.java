package io.carillon.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final long MILLI = 1_000_000;

    /// Starts close to where nanosecond clocks turn over.
    private long now = Long.MAX_VALUE - 10 * MILLI;

    private final Breaker breaker = new Breaker(3, 1_000 * MILLI, 250 * MILLI, now);

    /// Somebody looks every now and then.
    private void later(long millis) {
        long until = now + millis * MILLI;
        while (until - now > 100 * MILLI) {
            now += 100 * MILLI;
            breaker.trouble(now);
        }
        now = until;
    }

    private void sleep(long millis) {
        now += millis * MILLI;
    }

    private void fail() {
        assertThat(breaker.admits(now)).isTrue();
        breaker.failed("gone", now);
    }

    @Test
    void fewFailuresOrSuccessesInBetweenAreNoTrouble() {
        for (int i = 0; i < 10; i++) {
            fail();
            fail();
            assertThat(breaker.admits(now)).isTrue();
            breaker.succeeded(now);
        }
        assertThat(breaker.trouble(now)).isEmpty();
    }

    @Test
    void failuresInARowOpenItAndOneSuccessClosesIt() {
        fail();
        fail();
        fail();
        assertThat(breaker.trouble(now)).contains("gone");
        assertThat(breaker.admits(now)).isFalse();
        later(250);
        assertThat(breaker.admits(now)).isTrue();
        assertThat(breaker.admits(now)).isFalse();
        breaker.failed("gone", now);
        assertThat(breaker.admits(now)).isFalse();
        later(250);
        assertThat(breaker.admits(now)).isTrue();
        breaker.succeeded(now);
        assertThat(breaker.trouble(now)).isEmpty();
        assertThat(breaker.admits(now)).isTrue();
    }

    @Test
    void requestsThatWaitWithoutAnyAnswerOpenItAndAnAnswerClosesIt() {
        assertThat(breaker.admits(now)).isTrue();
        later(600);
        assertThat(breaker.admits(now)).isTrue();
        breaker.succeeded(now);
        later(900);
        assertThat(breaker.trouble(now)).isEmpty();
        later(101);
        assertThat(breaker.admits(now)).isTrue();
        assertThat(breaker.admits(now)).isFalse();
        breaker.ended();
        assertThat(breaker.trouble(now))
                .contains("1 requests wait, and none was answered for 1001 ms");
        breaker.succeeded(now);
        assertThat(breaker.trouble(now)).isEmpty();
    }

    @Test
    void anIdleDatabaseIsNotInTrouble() {
        assertThat(breaker.admits(now)).isTrue();
        breaker.succeeded(now);
        later(100_000);
        assertThat(breaker.trouble(now)).isEmpty();
        assertThat(breaker.admits(now)).isTrue();
        breaker.ended();
        later(100_000);
        assertThat(breaker.trouble(now)).isEmpty();
    }

    @Test
    void whoSleepsHearsNoAnswers() {
        assertThat(breaker.admits(now)).isTrue();
        later(900);
        sleep(4_000);
        assertThat(breaker.trouble(now)).isEmpty();
        assertThat(breaker.admits(now)).isTrue();
        later(900);
        assertThat(breaker.trouble(now)).isEmpty();
        later(101);
        assertThat(breaker.trouble(now))
                .contains("2 requests wait, and none was answered for 1001 ms");
    }

    @Test
    void whatFailsRightAfterASleepSaysNothing() {
        for (int i = 0; i < 6; i++) assertThat(breaker.admits(now)).isTrue();
        sleep(4_000);
        for (int i = 0; i < 3; i++) breaker.failed("late", now);
        assertThat(breaker.trouble(now)).isEmpty();
        later(1_000);
        for (int i = 0; i < 3; i++) breaker.failed("gone", now);
        assertThat(breaker.trouble(now)).contains("gone");
    }
}
