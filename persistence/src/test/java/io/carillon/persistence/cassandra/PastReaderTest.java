package io.carillon.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.Test;

import java.util.List;

/// What is made of the rows of one entity.
final class PastReaderTest {
    private static PersistentRepr row(long number, String event) {
        return PersistentRepr.apply(
                event, number, "aor|x", "", false, ActorRef.noSender(), "writer of " + event);
    }

    @Test
    void ofTwoRowsOfOneNumberTheLaterCounts() {
        var rows = List.of(row(3, "a"), row(4, "lost"), row(4, "b"), row(5, "c"));
        assertThat(PastReader.inSequence("aor|x", 3, rows))
                .extracting(PersistentRepr::payload)
                .containsExactly("a", "b", "c");
    }

    @Test
    void aGapIsAFault() {
        var rows = List.of(row(3, "a"), row(5, "c"));
        assertThatThrownBy(() -> PastReader.inSequence("aor|x", 3, rows))
                .hasMessage("event 4 of aor|x is missing");
    }

    @Test
    void eventsThatCameBackAfterTheirDeletionAreNotTakenForTheBeginning() {
        assertThat(PastReader.isWhole(List.of())).isTrue();
        assertThat(PastReader.isWhole(List.of(row(1, "a"), row(2, "b"), row(2, "c")))).isTrue();
        assertThat(PastReader.isWhole(List.of(row(21, "x"), row(22, "y")))).isFalse();
        assertThat(PastReader.isWhole(List.of(row(1, "a"), row(2, "b"), row(21, "x")))).isFalse();
    }
}
