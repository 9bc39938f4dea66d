package io.carillon.sharding.handover;

import static io.carillon.sharding.handover.Formers.A;
import static io.carillon.sharding.handover.Formers.B;
import static io.carillon.sharding.handover.Formers.C;
import static io.carillon.sharding.handover.Formers.copied;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.proxy.ProxyEvent.Origin;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

class CopyTableTest {
    private static final long LIFETIME = 200_000;

    private final CopyTable table = new CopyTable(A, LIFETIME);
    private final Random random = new Random(1);
    private long number;

    private static Former of(String callId, int hops) {
        return copied(callId, 7, hops);
    }

    /// Keeps the next copy in the order in which they were made.
    private boolean keep(Former copy, NodeId owner, long now) {
        return table.keep(copy, owner, ++number, now);
    }

    @Test
    void copiesOfACrashedOwnerArePushedUntilTheyAreTakenOver() {
        keep(of("x", 1), B, 0);
        assertThat(table.due(100, List.of(C), random)).isEmpty();
        table.removed(B, true, 1_000);
        var pushes = table.due(1_000, List.of(C), random);
        assertThat(pushes).hasSize(1);
        var push = pushes.getFirst();
        assertThat(push.by()).isEmpty();
        assertThat(push.former().origin()).isEqualTo(Origin.COPIED);
        assertThat(push.former().holder()).contains(A);
        assertThat(push.former().keeper()).contains(A);
        assertThat(table.due(2_499, List.of(C), random)).isEmpty();
        assertThat(table.due(2_500, List.of(C), random).getFirst().by()).contains(C);
        table.acknowledged("x", new Passage(7, 1));
        assertThat(table.due(9_000, List.of(C), random)).isEmpty();
        assertThat(table.size()).isZero();
    }

    @Test
    void copiesOfAnOwnerThatLeftInOrderAreDropped() {
        keep(of("x", 1), B, 0);
        keep(of("y", 1), C, 0);
        table.removed(B, false, 1_000);
        assertThat(table.find("x", Set.of())).isEmpty();
        assertThat(table.find("y", Set.of())).isPresent();
        assertThat(table.due(1_000, List.of(C), random)).isEmpty();
    }

    @Test
    void aLaterOwnersCopyTakesThePlaceOfAnEarlierOnesAndNotTheOtherWayRound() {
        keep(of("x", 2), C, 0);
        assertThat(keep(of("x", 1), B, 10)).isFalse();
        table.removed(B, true, 20);
        assertThat(table.due(20, List.of(), random)).isEmpty();
        table.forget("x", new Passage(7, 1), 0, 20);
        assertThat(table.find("x", Set.of())).isPresent();
        assertThat(keep(copied("x", 8, 0), B, 30)).isTrue();
        assertThat(table.find("x", Set.of()).orElseThrow().passage()).isEqualTo(new Passage(8, 0));
    }

    @Test
    void whatANewOwnerHasKeptOutlivesTheAcknowledgementOfWhatItTookOver() {
        keep(of("x", 1), B, 0);
        table.removed(B, true, 10);
        keep(of("x", 1), C, 20);
        table.acknowledged("x", new Passage(7, 1));
        assertThat(table.find("x", Set.of())).isPresent();
        assertThat(table.due(20, List.of(), random)).isEmpty();
    }

    @Test
    void aCopyThatComesAfterItsEndIsNotKept() {
        assertThat(table.keep(of("x", 1), B, 1, 0)).isTrue();
        table.forget("x", new Passage(7, 1), 2, 10);
        assertThat(table.find("x", Set.of())).isEmpty();
        assertThat(table.keep(of("x", 1), B, 2, 20)).isFalse();
        assertThat(table.keep(of("x", 1), B, 3, 30)).isTrue();
        table.forget("x", new Passage(7, 1), 2, 40);
        assertThat(table.find("x", Set.of())).isPresent();
    }

    /// The call has moved and ended before the copy came that its former owner had sent.
    @Test
    void aCopyOfAFormerOwnerThatComesAfterTheEndIsNotKept() {
        table.forget("x", new Passage(7, 2), 0, 0);
        assertThat(table.keep(of("x", 1), B, 5, 10)).isFalse();
        assertThat(table.size()).isZero();
        assertThat(table.keep(of("x", 2), C, 1, 20)).isTrue();
    }

    @Test
    void anEarlierCopyDoesNotTakeThePlaceOfALaterOneOfTheSameOwner() {
        table.keep(of("x", 1), B, 2, 0);
        assertThat(table.keep(of("x", 1), B, 1, 10)).isFalse();
        assertThat(table.keep(of("x", 1), B, 3, 10)).isTrue();
    }

    @Test
    void whatWasOvertakenIsRememberedForAWhileOnly() {
        table.forget("x", new Passage(7, 1), 1, 0);
        assertThat(table.isIdle()).isFalse();
        table.due(CopyTable.OVERTAKEN_MILLIS, List.of(), random);
        assertThat(table.isIdle()).isTrue();
        table.keep(of("y", 1), B, 5, 0);
        table.forget("y", new Passage(7, 1), 5, 0);
        assertThat(table.isIdle()).isTrue();
    }

    @Test
    void aNextOwnersCopyIsNoPartOfAnEndThatOvertookTheFormerOnes() {
        table.forget("x", new Passage(7, 1), 9, 0);
        assertThat(table.keep(of("x", 2), C, 1, 10)).isTrue();
        assertThat(table.keep(of("x", 1), B, 9, 20)).isFalse();
    }

    @Test
    void anOwnerThatLivesKnowsBetterThanItsCopy() {
        keep(of("x", 1), B, 0);
        assertThat(table.find("x", Set.of(B, C))).isEmpty();
        assertThat(table.find("x", Set.of(C))).isPresent();
    }

    @Test
    void aGreatManyCopiesLeaveInBatches() {
        for (int i = 0; i < 700; i++) keep(of("x" + i, 1), B, 0);
        table.removed(B, true, 0);
        assertThat(table.due(0, List.of(), random)).hasSize(CopyTable.MOST_PUSHES);
        assertThat(table.due(100, List.of(), random)).hasSize(200);
        assertThat(table.due(200, List.of(), random)).isEmpty();
    }

    @Test
    void noCopyOutlivesItsInvite() {
        keep(of("x", 1), B, 0);
        table.due(LIFETIME - 1, List.of(), random);
        assertThat(table.find("x", Set.of())).isPresent();
        table.due(LIFETIME, List.of(), random);
        assertThat(table.find("x", Set.of())).isEmpty();
        keep(of("y", 1), B, 0);
        table.removed(B, true, 0);
        table.due(30_000, List.of(), random);
        assertThat(table.find("y", Set.of())).isEmpty();
    }

    @Test
    void moreThanAFixedNumberIsNotKept() {
        for (int i = 0; i < CopyTable.MOST; i++) keep(of("x" + i, 1), B, 0);
        assertThat(keep(of("y", 1), B, 0)).isFalse();
        assertThat(keep(of("x0", 2), B, 0)).isTrue();
    }

    @Test
    void keepersSpreadAndFewChangeWhenANodeComes() {
        var two = List.of(A, B);
        var three = List.of(A, B, C);
        int onA = 0;
        int changed = 0;
        for (int i = 0; i < 3_000; i++) {
            var callId = "call-" + i + "@host";
            var before = Keepers.choose(callId, two).orElseThrow();
            var after = Keepers.choose(callId, three).orElseThrow();
            if (before.equals(A)) onA++;
            if (!after.equals(before)) {
                changed++;
                assertThat(after).isEqualTo(C);
            }
        }
        assertThat(onA).isBetween(1_350, 1_650);
        assertThat(changed).isBetween(850, 1_150);
        assertThat(Keepers.choose("x", List.of())).isEmpty();
    }

    @Test
    void whoHasNobodyToKeepACopyHearsOnceThatThereIsSomebody() {
        var keepers = new Keepers<String>();
        var passage = new Passage(7, 1);
        keepers.wish("x", passage, "entity of x");
        assertThat(keepers.wishers()).containsExactly("entity of x");
        assertThat(keepers.wishers()).isEmpty();
        keepers.wish("x", passage, "entity of x");
        keepers.put("x", B, passage, "entity of x", 0);
        assertThat(keepers.wishers()).isEmpty();
        keepers.wish("x", passage, "entity of x");
        assertThat(keepers.lost(B)).isEmpty();
        keepers.remove("x", new Passage(7, 0));
        keepers.wish("y", passage, "entity of y");
        keepers.remove("y", passage);
        assertThat(keepers.wishers()).containsExactly("entity of x");
    }

    @Test
    void theOwnerHearsWhenTheNodeWithItsCopyIsGone() {
        var keepers = new Keepers<String>();
        var passage = new Passage(7, 1);
        keepers.put("x", B, passage, "entity of x", 0);
        assertThat(keepers.kept("x", C, passage)).isEmpty();
        assertThat(keepers.kept("x", B, passage)).isEqualTo(Optional.of("entity of x"));
        assertThat(keepers.lost(C)).isEmpty();
        assertThat(keepers.lost(B)).containsExactly("entity of x");
        keepers.put("x", B, passage, "entity of x", 0);
        keepers.remove("x", new Passage(7, 0));
        assertThat(keepers.size()).isEqualTo(1);
        keepers.remove("x", passage);
        assertThat(keepers.lost(B)).isEmpty();
    }

    @Test
    void theOwnerHearsWhenNobodySaysThatItsCopyIsKept() {
        var keepers = new Keepers<String>();
        var passage = new Passage(7, 1);
        keepers.put("x", B, passage, "entity of x", 0);
        keepers.put("y", B, passage, "entity of y", 400);
        keepers.put("x", B, passage, "entity of x", 500);
        keepers.kept("x", B, passage);
        assertThat(keepers.overdue(1_399)).isEmpty();
        assertThat(keepers.overdue(1_400)).containsExactly("entity of y");
        assertThat(keepers.awaitsAny()).as("the second copy of x").isTrue();
        keepers.kept("x", B, passage);
        assertThat(keepers.awaitsAny()).isFalse();

        keepers.put("y", B, passage, "entity of y", 2_000);
        keepers.remove("y", passage);
        keepers.put("z", C, passage, "entity of z", 2_000);
        keepers.lost(C);
        assertThat(keepers.awaitsAny()).isFalse();
        assertThat(keepers.overdue(9_000)).isEmpty();
        assertThat(keepers.lost(B)).containsExactly("entity of x");
    }
}
