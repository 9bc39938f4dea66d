package io.carillon.sharding.handover;

import static io.carillon.sharding.handover.Formers.A;
import static io.carillon.sharding.handover.Formers.B;
import static io.carillon.sharding.handover.Formers.C;
import static io.carillon.sharding.handover.Formers.copied;
import static io.carillon.sharding.handover.Formers.moved;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.handover.ClaimTable.Effect;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Set;

class ClaimTableTest {
    private final ClaimTable table = new ClaimTable();

    /// With nothing of it on this node.
    private List<Effect> due(long now, Set<NodeId> others) {
        return table.due(now, others, _ -> Optional.empty());
    }

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
        assertThat(due(499, Set.of(B, C))).isEmpty();
        assertThat(due(500, Set.of(B, C))).containsExactly(new Effect.Ask(C, "x", 1));
        assertThat(due(999, Set.of(B, C))).isEmpty();
        assertThat(due(1_000, Set.of(B, C))).containsExactly(new Effect.Ask(C, "x", 1));
    }

    /// B keeps a copy of what C owned, and says nothing of it as long as C may be asked itself.
    @Test
    void whenOneLeavesWithoutAnAnswerTheOthersAreAskedAgain() {
        table.begin(1, "x", Optional.empty(), Set.of(B, C), 0);
        assertThat(table.answered(1, B, Optional.empty())).isEmpty();
        assertThat(due(100, Set.of(B))).containsExactly(new Effect.Ask(B, "x", 1));
        var copy = Optional.of(copied("x", 7, 1));
        assertThat(table.answered(1, B, copy)).contains(new Effect.Decided(1, copy));
    }

    @Test
    void whenOneLeavesThatHadAnsweredNobodyIsAskedAgain() {
        table.begin(1, "x", Optional.empty(), Set.of(B, C), 0);
        assertThat(table.answered(1, C, Optional.empty())).isEmpty();
        assertThat(due(100, Set.of(B))).isEmpty();
        assertThat(table.answered(1, B, Optional.empty()))
                .contains(new Effect.Decided(1, Optional.empty()));
    }

    @Test
    void ofOneThatHasLeftTheCopyMayBeHere() {
        var copy = Optional.of(copied("x", 7, 1));
        table.begin(1, "x", Optional.empty(), Set.of(C), 0);
        assertThat(table.due(100, Set.of(), _ -> copy))
                .containsExactly(new Effect.Decided(1, copy));
    }

    @Test
    void whatCannotBeDecidedIsGivenUp() {
        table.begin(1, "x", Optional.empty(), Set.of(C), 0);
        assertThat(due(3_000, Set.of(C))).containsExactly(new Effect.GivenUp(1));
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
