package io.carillon.sharding.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.Deadlines;
import io.carillon.sip.proxy.Dialog;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// What becomes of a state's times where its next node goes by another clock.
class FormerTest {
    private static final long SENT_AT = 1_700_000_000_000L;

    private static Former former() {
        var dialog = new Dialog("sip:a@x", "sip:b@x", "1", "2", SENT_AT - 500, SENT_AT + 32_000);
        var state = CallState.of(List.of(), List.of(dialog), Deadlines.NONE);
        return Former.of("call-1", state, new Passage(7, 0));
    }

    private static long leftOf(Former former, long now) {
        return former.state().nextDeadline() - now;
    }

    @ParameterizedTest
    @ValueSource(longs = {3_600_000, 40_000, -40_000, -3_600_000})
    void asMuchIsLeftOfATimerAsBefore(long ahead) {
        long there = SENT_AT + ahead;

        var arrived = former().sent(SENT_AT).arrived(there);

        assertThat(leftOf(arrived, there)).isEqualTo(32_000);
        assertThat(there - arrived.state().dialogs().getFirst().startedAt()).isEqualTo(500);
        assertThat(arrived.sentAt()).as("its times are of the clock here").isZero();
    }

    /// What waited for its shard for three seconds has three seconds less.
    @Test
    void theWayCountsWhereClocksAreTheSame() {
        var arrived = former().sent(SENT_AT).arrived(SENT_AT + 3_000);

        assertThat(leftOf(arrived, SENT_AT + 3_000)).isEqualTo(29_000);
    }

    @Test
    void theTimesOfOneThatDoesNotSayWhenItWasSentAreTakenAsTheyAre() {
        var former = former();

        assertThat(former.arrived(SENT_AT + 40_000)).isEqualTo(former);
    }
}
