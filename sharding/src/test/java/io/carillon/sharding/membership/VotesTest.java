package io.carillon.sharding.membership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

/// Who is held for gone, by how many.
class VotesTest {
    private static final Peer A = new Peer("127.0.0.1:7355", 1);
    private static final Peer B = new Peer("127.0.0.2:7355", 2);
    private static final Peer C = new Peer("127.0.0.3:7355", 3);
    private static final Peer D = new Peer("127.0.0.4:7355", 4);
    private static final Peer E = new Peer("127.0.0.5:7355", 5);

    private final Votes votes = new Votes();

    private static Members members(Peer... all) {
        return new Members(all[0], List.of(all), Set.of());
    }

    @Test
    void oneOfThreeAccusesInVain() {
        votes.put(1, Set.of(3L));
        assertThat(votes.newlyConfirmed(members(A, B, C))).isEmpty();
        assertThat(votes.isSuspected(3)).isTrue();
    }

    @Test
    void twoOfThreeAreAMajorityAndSayItOnce() {
        votes.put(1, Set.of(3L));
        votes.put(2, Set.of(3L));
        assertThat(votes.newlyConfirmed(members(A, B, C))).containsExactly(C);
        assertThat(votes.newlyConfirmed(members(A, B, C))).isEmpty();
    }

    @Test
    void theMajorityIsOfAllMembersAndNotOfTheLiving() {
        votes.put(1, Set.of(4L, 5L));
        votes.put(2, Set.of(4L, 5L));
        assertThat(votes.newlyConfirmed(members(A, B, C, D, E))).isEmpty();
        votes.put(3, Set.of(4L, 5L));
        assertThat(votes.newlyConfirmed(members(A, B, C, D, E))).containsExactly(D, E);
    }

    @Test
    void ofTwoOnlyTheLowestAddressCanAccuse() {
        votes.put(2, Set.of(1L));
        assertThat(votes.newlyConfirmed(members(A, B))).isEmpty();
        votes.put(1, Set.of(2L));
        assertThat(votes.newlyConfirmed(members(A, B))).containsExactly(B);
    }

    @Test
    void aVoteCanBeTakenBackAndGivenAgain() {
        votes.put(1, Set.of(3L));
        votes.put(2, Set.of(3L));
        assertThat(votes.newlyConfirmed(members(A, B, C))).containsExactly(C);
        votes.put(2, Set.of());
        assertThat(votes.newlyConfirmed(members(A, B, C))).isEmpty();
        votes.put(2, Set.of(3L));
        assertThat(votes.newlyConfirmed(members(A, B, C))).containsExactly(C);
    }

    @Test
    void nobodyAccusesHimselfAndNoStrangerCounts() {
        votes.put(3, Set.of(3L));
        votes.put(1, Set.of(3L));
        votes.put(99, Set.of(3L));
        assertThat(votes.newlyConfirmed(members(A, B, C))).isEmpty();
    }
}
