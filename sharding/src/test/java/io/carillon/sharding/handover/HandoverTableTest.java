package io.carillon.sharding.handover;

import static io.carillon.sharding.handover.Formers.A;
import static io.carillon.sharding.handover.Formers.B;
import static io.carillon.sharding.handover.Formers.C;
import static io.carillon.sharding.handover.Formers.heldBy;
import static io.carillon.sharding.handover.Formers.moved;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.handover.HandoverTable.Push;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Random;

class HandoverTableTest {
    private final HandoverTable table = new HandoverTable(A);
    private final Random random = new Random(1);

    @Test
    void whatIsPutIsPushedByThisNodesRegionAtOnceAndOnlyOnce() {
        table.put(moved("x", 7, 1), 0);
        assertThat(table.pushed("x", 0))
                .contains(new Push(heldBy(A, moved("x", 7, 1)), Optional.empty()));
        assertThat(table.pushed("x", 1)).isEmpty();
        assertThat(table.due(100, List.of(B), random)).isEmpty();
    }

    @Test
    void whatIsNotAcknowledgedIsRepeatedByOtherNodes() {
        table.put(moved("x", 7, 1), 0);
        table.pushed("x", 0);
        assertThat(table.due(1_499, List.of(B, C), random)).isEmpty();
        var first = table.due(1_500, List.of(B, C), random);
        assertThat(first).hasSize(1);
        assertThat(first.getFirst().by()).isPresent();
        assertThat(table.due(2_999, List.of(B, C), random)).isEmpty();
        assertThat(table.due(3_000, List.of(B, C), random)).hasSize(1);
    }

    @Test
    void withoutOtherNodesTheOwnRegionIsAskedAgain() {
        table.put(moved("x", 7, 1), 0);
        table.pushed("x", 0);
        assertThat(table.due(1_500, List.of(), random))
                .containsExactly(new Push(heldBy(A, moved("x", 7, 1)), Optional.empty()));
    }

    @Test
    void anAcknowledgementOfAnEarlierMoveOrAnotherLifeLetsNothingGo() {
        table.put(moved("x", 7, 3), 0);
        table.acknowledged("x", new Passage(7, 2));
        table.acknowledged("x", new Passage(8, 3));
        assertThat(table.find("x")).isPresent();
        table.acknowledged("x", new Passage(7, 3));
        assertThat(table.find("x")).isEmpty();
        assertThat(table.size()).isZero();
    }

    @Test
    void whatNobodyTakesIsForgottenWhenItsCallersHaveGivenUp() {
        table.put(moved("x", 7, 1), 0);
        table.due(29_999, List.of(B), random);
        assertThat(table.find("x")).isPresent();
        table.due(30_000, List.of(B), random);
        assertThat(table.find("x")).isEmpty();
    }

    @Test
    void theNextIncarnationOnTheSameNodeTakesItWithoutAsking() {
        table.put(moved("x", 7, 1), 0);
        assertThat(table.take("x")).contains(heldBy(A, moved("x", 7, 1)));
        assertThat(table.take("x")).isEmpty();
        assertThat(table.pushed("x", 0)).isEmpty();
    }

    @Test
    void aStateIsAdoptedOnceAndThenOnlyAfterItMovedOn() {
        assertThat(table.adopt(moved("x", 7, 1), 0)).isTrue();
        assertThat(table.adopt(moved("x", 7, 1), 1)).isFalse();
        assertThat(table.adopt(moved("x", 7, 0), 1)).isFalse();
        assertThat(table.adopt(moved("x", 7, 3), 2)).isTrue();
        assertThat(table.adopt(moved("x", 7, 2), 3)).isFalse();
    }

    @Test
    void anotherLifeOfACallHasNothingToDoWithTheMovesOfTheFirst() {
        assertThat(table.adopt(moved("x", 7, 5), 0)).isTrue();
        assertThat(table.adopt(moved("x", 8, 1), 0)).isTrue();
    }

    @Test
    void adoptionsAreForgottenAfterAMinute() {
        table.adopt(moved("x", 7, 1), 0);
        table.adopt(moved("x", 7, 2), 30_000);
        table.adopt(moved("y", 9, 1), 30_000);
        table.due(60_000, List.of(), random);
        assertThat(table.adopt(moved("x", 7, 1), 60_000)).isFalse();
        table.due(90_000, List.of(), random);
        assertThat(table.remembered()).isZero();
    }

    @Test
    void aGreatManyStatesLeaveInBatches() {
        for (int i = 0; i < 1_200; i++) table.put(moved("x" + i, 7, 1), 0);
        assertThat(table.due(0, List.of(B), random)).hasSize(HandoverTable.MOST_PUSHES);
        assertThat(table.due(100, List.of(B), random)).hasSize(HandoverTable.MOST_PUSHES);
        assertThat(table.due(200, List.of(B), random)).hasSize(200);
        assertThat(table.due(300, List.of(B), random)).isEmpty();
    }

    @Test
    void whenTheOwnRegionIsGoneEverythingIsDueAtOnce() {
        table.put(moved("x", 7, 1), 0);
        table.pushed("x", 0);
        table.hurry();
        assertThat(table.due(10, List.of(B), random))
                .containsExactly(new Push(heldBy(A, moved("x", 7, 1)), Optional.of(B)));
    }
}
