package io.carillon.sharding.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.handover.HandoverCommand.Forget;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Goal: what need not be known at once is said once, with the next copy or by itself, and only to
/// those who read it there.
class ForgetsTest {
    private static final NodeId A = new NodeId("127.0.1.1:7355", 1);
    private static final NodeId B = new NodeId("127.0.1.2:7355", 1);

    private final Forgets forgets = new Forgets();

    private static Forget forget(int number) {
        return new Forget("call-" + number, new Passage(7, 0), number);
    }

    private List<String> saidByItself() {
        var said = new ArrayList<String>();
        forgets.sayAll((keeper, each) -> said.add(keeper.address() + " " + each.callId()));
        return said;
    }

    @Test
    void whatWaitsGoesWithTheNextCopyToThatNode() {
        forgets.readBy(A);
        forgets.readBy(B);
        assertThat(forgets.add(A, forget(1))).isTrue();
        assertThat(forgets.add(B, forget(2))).isTrue();
        assertThat(forgets.add(A, forget(3))).isTrue();

        assertThat(forgets.with(A)).containsExactly(forget(1), forget(3));
        assertThat(forgets.with(A)).isEmpty();
        assertThat(forgets.with(B)).containsExactly(forget(2));
        assertThat(forgets.isEmpty()).isTrue();
    }

    @Test
    void whatHasWaitedLongEnoughIsSaidByItself() {
        forgets.readBy(A);
        forgets.add(A, forget(1));
        forgets.add(A, forget(2));
        assertThat(forgets.isEmpty()).isFalse();

        assertThat(saidByItself())
                .containsExactly("127.0.1.1:7355 call-1", "127.0.1.1:7355 call-2");
        assertThat(saidByItself()).isEmpty();
        assertThat(forgets.with(A)).isEmpty();
    }

    @Test
    void aNodeOfAFormerReleaseIsToldAtOnce() {
        forgets.readBy(B);

        assertThat(forgets.add(A, forget(1))).isFalse();
        assertThat(forgets.add(new NodeId(B.address(), 2), forget(2))).isFalse();
        assertThat(forgets.isEmpty()).isTrue();
    }

    @Test
    void whatHasNoNumberWouldEndALaterCopyAndDoesNotWait() {
        forgets.readBy(A);

        assertThat(forgets.add(A, forget(0))).isFalse();
    }

    @Test
    void noMoreWaitThanOneMessageShouldCarry() {
        forgets.readBy(A);
        for (int i = 1; i <= Forgets.MOST; i++) assertThat(forgets.add(A, forget(i))).isTrue();

        assertThat(forgets.add(A, forget(100))).isFalse();
        assertThat(forgets.with(A)).hasSize(Forgets.MOST);
    }

    @Test
    void aNodeThatIsGoneIsToldNothing() {
        forgets.readBy(A);
        forgets.add(A, forget(1));
        forgets.gone(A);

        assertThat(saidByItself()).isEmpty();
        assertThat(forgets.add(A, forget(2))).isFalse();
    }
}
