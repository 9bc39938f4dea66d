package io.carillon.sharding.handover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BounceTableTest {
    private final BounceTable table = new BounceTable();

    @Test
    void aMessageIsToldAgainEverMoreSlowlyAndNotForEver() {
        for (int i = 1; i <= BounceTable.MOST_TRIES; i++) {
            assertThat(table.dropped("x", 10_000)).hasValue(10L * i);
        }
        assertThat(table.dropped("x", 10_500)).isEmpty();
        assertThat(table.dropped("y", 10_500)).hasValue(10);
        assertThat(table.dropped("x", 12_000)).hasValue(10);
    }

    @Test
    void aFloodOfDroppedMessagesStaysDropped() {
        for (int i = 0; i < BounceTable.MOST_A_SECOND; i++) {
            assertThat(table.dropped("x" + i, 10_000)).isPresent();
        }
        assertThat(table.dropped("y", 10_999)).isEmpty();
        assertThat(table.dropped("y", 11_000)).isPresent();
    }
}
