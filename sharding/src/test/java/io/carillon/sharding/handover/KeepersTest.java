package io.carillon.sharding.handover;

import static io.carillon.sharding.handover.Formers.B;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Which copies lie elsewhere, and which of them may not have arrived.
class KeepersTest {
    private static final Passage PASSAGE = new Passage(7, 0);

    private final Keepers<String> keepers = new Keepers<>();

    @Test
    void whoHasNotHeardThatItsCopyIsKeptIsToldOnce() {
        keepers.put("x", B, PASSAGE, "entity", 0);
        assertThat(keepers.overdue(999)).isEmpty();
        assertThat(keepers.overdue(1_000)).containsExactly("entity");
        assertThat(keepers.overdue(5_000)).isEmpty();
        assertThat(keepers.awaitsAny()).isFalse();
    }

    /// Else it could not be told from one that comes later, and might come after its end.
    @Test
    void aCopyThatWasNotAcknowledgedIsForgottenByItsNumber() {
        keepers.put("y", B, PASSAGE, "other", 0);
        long number = keepers.put("x", B, PASSAGE, "entity", 0);
        keepers.overdue(1_000);
        assertThat(keepers.remove("x", PASSAGE)).isEqualTo(number).isPositive();
    }

    @Test
    void anAcknowledgementThatComesLateCounts() {
        keepers.put("x", B, PASSAGE, "entity", 0);
        keepers.overdue(1_000);
        assertThat(keepers.kept("x", B, PASSAGE)).contains("entity");
    }

    @Test
    void ofTwoCopiesUnderWayBothAreToBeAcknowledged() {
        keepers.put("x", B, PASSAGE, "entity", 0);
        keepers.put("x", B, PASSAGE, "entity", 500);
        keepers.kept("x", B, PASSAGE);
        assertThat(keepers.awaitsAny()).isTrue();
        keepers.kept("x", B, PASSAGE);
        assertThat(keepers.awaitsAny()).isFalse();
    }
}
