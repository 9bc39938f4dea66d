package io.carillon.sharding.handover;

import static io.carillon.sharding.handover.Formers.A;
import static io.carillon.sharding.handover.Formers.B;
import static io.carillon.sharding.handover.Formers.C;
import static io.carillon.sharding.handover.Formers.copied;
import static io.carillon.sharding.handover.Formers.moved;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.handover.ClaimTable.Effect;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.Set;

class ClaimTableTest {
    private final ClaimTable table = new ClaimTable();

    @Test
    void aNodeThatIsAloneKnowsAtOnce() {
        assertThat(table.begin(1, "x", Optional.empty(), Set.of(), 0))
                .containsExactly(new Effect.Decided(1, Optional.empty()));
        assertThat(table.size()).isZero();
    }

    @Test
    void whatIsHeldHereIsNotAskedFor() {
        var own = moved("x", 7, 1);
        assertThat(table.begin(1, "x", Optional.of(own), Set.of(B), 0))
                .containsExactly(new Effect.Decided(1, Optional.of(own)));
    }

    @Test
    void allOthersAreAskedAndTheFirstStateDecides() {
        assertThat(table.begin(1, "x", Optional.empty(), Set.of(A, B, C), 0)).hasSize(3);
        assertThat(table.answered(1, A, Optional.empty())).isEmpty();
        var state = Optional.of(moved("x", 7, 1));
        assertThat(table.answered(1, B, state)).contains(new Effect.Decided(1, state));
        assertThat(table.answered(1, C, state)).isEmpty();
    }

    @Test
    void nobodyHoldsItWhenAllHaveSaidSo() {
        table.begin(1, "x", Optional.empty(), Set.of(B, C), 0);
        assertThat(table.answered(1, B, Optional.empty())).isEmpty();
        assertThat(table.answered(1, B, Optional.empty())).isEmpty();
        assertThat(table.answered(1, C, Optional.empty()))
                .contains(new Effect.Decided(1, Optional.empty()));
    }

    @Test
    void silenceIsNotANo() {
        table.begin(1, "x", Optional.empty(), Set.of(B, C), 0);
        table.answered(1, B, Optional.empty());
        assertThat(table.due(499, Set.of(B, C))).isEmpty();
        assertThat(table.due(500, Set.of(B, C))).containsExactly(new Effect.Ask(C, "x", 1));
        assertThat(table.due(999, Set.of(B, C))).isEmpty();
        assertThat(table.due(1_000, Set.of(B, C))).containsExactly(new Effect.Ask(C, "x", 1));
        assertThat(table.due(1_100, Set.of(B)))
                .containsExactly(new Effect.Decided(1, Optional.empty()));
    }

    @Test
    void whatCannotBeDecidedIsGivenUp() {
        table.begin(1, "x", Optional.empty(), Set.of(C), 0);
        assertThat(table.due(3_000, Set.of(C))).containsExactly(new Effect.GivenUp(1));
        assertThat(table.size()).isZero();
    }

    @Test
    void aCopyCountsWhenNobodyHasMore() {
        var copy = Optional.of(copied("x", 7, 1));
        table.begin(1, "x", Optional.empty(), Set.of(B, C), 0);
        assertThat(table.answered(1, B, copy)).isEmpty();
        assertThat(table.answered(1, C, Optional.empty())).contains(new Effect.Decided(1, copy));

        var state = Optional.of(moved("x", 7, 2));
        table.begin(2, "x", copy, Set.of(B, C), 0);
        assertThat(table.answered(2, C, state)).contains(new Effect.Decided(2, state));
    }
}
