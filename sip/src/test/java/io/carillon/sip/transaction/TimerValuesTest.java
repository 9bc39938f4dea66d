package io.carillon.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Goal: the values of RFC 3261 table 4 and RFC 6026 §8.11. Method: the table.
class TimerValuesTest {
    private static final TimerValues UDP = new TimerValues(500, 4_000, 5_000, false);
    private static final TimerValues TCP = new TimerValues(500, 4_000, 5_000, true);

    @Test
    void theNormalValuesOfTable4() {
        assertThat(UDP.a()).isEqualTo(500);
        assertThat(UDP.b()).isEqualTo(32_000);
        assertThat(UDP.d()).isEqualTo(32_000);
        assertThat(UDP.e()).isEqualTo(500);
        assertThat(UDP.f()).isEqualTo(32_000);
        assertThat(UDP.g()).isEqualTo(500);
        assertThat(UDP.h()).isEqualTo(32_000);
        assertThat(UDP.i()).isEqualTo(5_000);
        assertThat(UDP.j()).isEqualTo(32_000);
        assertThat(UDP.k()).isEqualTo(5_000);
        assertThat(UDP.l()).isEqualTo(32_000);
        assertThat(UDP.m()).isEqualTo(32_000);
    }

    @Test
    void nothingIsWaitedForOverAReliableTransportThatItDelivers() {
        assertThat(TCP.d()).isZero();
        assertThat(TCP.i()).isZero();
        assertThat(TCP.j()).isZero();
        assertThat(TCP.k()).isZero();
        assertThat(TCP.h()).isEqualTo(32_000);
        assertThat(TCP.l()).isEqualTo(32_000);
        assertThat(TCP.m()).isEqualTo(32_000);
    }

    @Test
    void timerDLastsAtLeast32SecondsWhateverT1Is() {
        assertThat(new TimerValues(10, 4_000, 5_000, false).d()).isEqualTo(32_000);
        assertThat(new TimerValues(1_000, 4_000, 5_000, false).d()).isEqualTo(64_000);
    }

    @Test
    void intervalsDoubleAndSomeStopAtT2() {
        assertThat(UDP.doubled(4_000)).isEqualTo(8_000);
        assertThat(UDP.doubledUpToT2(1_000)).isEqualTo(2_000);
        assertThat(UDP.doubledUpToT2(2_500)).isEqualTo(4_000);
        assertThat(UDP.doubledUpToT2(4_000)).isEqualTo(4_000);
    }

    @Test
    void a100IsDueWhenTimerEReachesT2() {
        assertThat(UDP.trying()).isEqualTo(3_500);
        assertThat(new TimerValues(4_000, 4_000, 5_000, false).trying()).isEqualTo(4_000);
    }
}
