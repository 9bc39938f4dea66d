package io.carillon.sharding.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.membership.FormationAnswer.Absent;
import io.carillon.sharding.membership.FormationAnswer.Busy;
import io.carillon.sharding.membership.FormationAnswer.Foreign;
import io.carillon.sharding.membership.FormationAnswer.InCluster;
import io.carillon.sharding.membership.FormationAnswer.Looking;
import io.carillon.sharding.membership.FormationAnswer.Silent;

import org.junit.jupiter.api.Test;

import java.util.List;

/// How a node finds a cluster, or comes to form one.
class CandidacyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = -5 * SECOND;
    private static final String A = "127.0.0.1:7355";
    private static final String B = "127.0.0.2:7355";
    private static final String C = "127.0.0.3:7355";

    private final FormationVotes own = new FormationVotes();

    private static Candidacy of(String self, String... seeds) {
        var candidacy = new Candidacy(self, seeds.length);
        candidacy.seeds(List.of(seeds));
        return candidacy;
    }

    @Test
    void whoHearsOfAClusterJoinsIt() {
        var candidacy = of(A, A, B, C);
        candidacy.heard(B, new Looking(true), START);
        candidacy.heard(C, new InCluster(C), START);
        assertThat(candidacy.next(own, START)).isEqualTo(new Candidacy.Step.Join(C));
    }

    @Test
    void aSeedThatIsAloneFormsItsClusterAtOnce() {
        assertThat(of(A, A).next(own, START)).isInstanceOf(Candidacy.Step.Form.class);
    }

    @Test
    void twoOfThreeAreEnoughWhenTheThirdIsCertainlyNotThere() {
        var candidacy = of(A, A, B, C);
        candidacy.heard(B, new Looking(true), START);
        candidacy.heard(C, new Absent(), START);
        assertThat(candidacy.next(own, START)).isInstanceOf(Candidacy.Step.Form.class);
    }

    @Test
    void aSilentSeedMayBeInAClusterAndIsWaitedForLong() {
        var candidacy = of(A, A, B, C);
        for (int second = 0; second < 30; second++) {
            long now = START + second * SECOND;
            candidacy.heard(B, new Looking(true), now);
            candidacy.heard(C, new Silent("does not answer"), now);
            assertThat(candidacy.next(own, now)).isInstanceOf(Candidacy.Step.Stand.class);
        }
        long now = START + 30 * SECOND;
        candidacy.heard(B, new Looking(true), now);
        assertThat(candidacy.next(own, now)).isInstanceOf(Candidacy.Step.Form.class);
    }

    @Test
    void aSeedWithAnotherSecretMayBeInAClusterAndIsWaitedForUntilItIsGone() {
        var candidacy = of(A, A, B, C);
        candidacy.heard(C, new Foreign("does not know the cluster's secret"), START);
        long now = START + 3_600 * SECOND;
        candidacy.heard(B, new Looking(true), now);
        assertThat(candidacy.next(own, now))
                .isInstanceOfSatisfying(
                        Candidacy.Step.Stand.class,
                        step -> assertThat(step.waitingFor()).contains(C + ": does not know"));
        candidacy.heard(C, new Absent(), now);
        assertThat(candidacy.next(own, now)).isInstanceOf(Candidacy.Step.Form.class);
    }

    @Test
    void aSeedThatLeavesIsWaitedFor() {
        var candidacy = of(A, A, B, C);
        candidacy.heard(B, new Looking(true), START);
        candidacy.heard(C, new Busy(), START);
        assertThat(candidacy.next(own, START)).isInstanceOf(Candidacy.Step.Stand.class);
    }

    @Test
    void votesThatHaveEndedCountNoLonger() {
        var candidacy = of(A, A, B, C);
        candidacy.heard(B, new Looking(true), START);
        candidacy.heard(C, new Absent(), START);
        long late = START + FormationVotes.TERM_NANOS;
        assertThat(candidacy.next(own, late)).isInstanceOf(Candidacy.Step.Stand.class);
    }

    @Test
    void oneOfThreeFormsNothing() {
        var candidacy = of(A, A, B, C);
        candidacy.heard(B, new Looking(false), START);
        candidacy.heard(C, new Absent(), START);
        assertThat(candidacy.next(own, START))
                .isEqualTo(
                        new Candidacy.Step.Stand(
                                "2 of 3 votes (127.0.0.2:7355 looks for a cluster too;"
                                        + " 127.0.0.3:7355 is not there)"));
    }

    @Test
    void theLowestThatAnswersGoesFirstButNotForEver() {
        var candidacy = of(B, A, B, C);
        candidacy.heard(A, new Looking(false), START);
        candidacy.heard(C, new Looking(true), START);
        assertThat(candidacy.next(own, START)).isInstanceOf(Candidacy.Step.Wait.class);
        long later = START + Candidacy.DEFERENCE_NANOS;
        candidacy.heard(A, new Looking(false), later);
        candidacy.heard(C, new Looking(true), later);
        assertThat(candidacy.next(own, later)).isInstanceOf(Candidacy.Step.Form.class);
    }

    @Test
    void whoLetsALowerOneGoFirstLetsGoOfItsOwnVote() {
        var candidacy = of(B, A, B, C);
        candidacy.next(own, START);
        assertThat(own.ask(A, START)).isFalse();
        candidacy.heard(A, new Looking(false), START);
        candidacy.next(own, START);
        assertThat(own.ask(A, START)).isTrue();
    }

    @Test
    void whoGaveItsVoteAwayDoesNotStand() {
        own.ask(C, START);
        var candidacy = of(A, A, B, C);
        candidacy.heard(B, new Looking(true), START);
        candidacy.heard(C, new Looking(false), START);
        assertThat(candidacy.next(own, START)).isInstanceOf(Candidacy.Step.Wait.class);
    }

    @Test
    void aNodeThatIsNoSeedFormsNothing() {
        var candidacy = of("127.0.0.9:7355", A, B);
        candidacy.heard(A, new Absent(), START);
        candidacy.heard(B, new Absent(), START);
        assertThat(candidacy.next(own, START)).isInstanceOf(Candidacy.Step.Wait.class);
    }

    @Test
    void aNameThatResolvesToAPartOfTheSeedsMakesNoMajorityOfTheRest() {
        var candidacy = new Candidacy(A, 3);
        candidacy.seeds(List.of(A));
        assertThat(candidacy.next(own, START)).isInstanceOf(Candidacy.Step.Stand.class);
    }

    @Test
    void aVoteIsGivenToOneAtATimeAndEnds() {
        assertThat(own.ask(A, START)).isTrue();
        assertThat(own.ask(B, START + SECOND)).isFalse();
        assertThat(own.ask(A, START + SECOND)).isTrue();
        long end = START + SECOND + FormationVotes.TERM_NANOS;
        assertThat(own.ask(B, end - 1)).isFalse();
        assertThat(own.ask(B, end)).isTrue();
        assertThat(own.ask(A, end)).isFalse();
    }
}
