package io.carillon.sharding.membership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.TreeSet;

/// Of two clusters exactly one gives way.
class PartsTest {
    private static Parts parts(List<String> own, List<String> elsewhere, int majority) {
        return new Parts(new TreeSet<>(own), new TreeSet<>(elsewhere), majority);
    }

    private static void assertGivesWay(List<String> lesser, List<String> greater, int majority) {
        assertThat(parts(lesser, greater, majority).isLesser()).isTrue();
        assertThat(parts(greater, lesser, majority).isLesser()).isFalse();
    }

    @Test
    void whereMostSeedsAreStays() {
        assertGivesWay(List.of("a"), List.of("b", "c"), 2);
        assertGivesWay(List.of("a", "b"), List.of("c", "d", "e"), 3);
        assertGivesWay(List.of(), List.of("a"), 1);
    }

    @Test
    void ofTwoWithAsManySeedsTheOneWithTheLowestStays() {
        assertGivesWay(List.of("b"), List.of("a"), 2);
        assertGivesWay(List.of("b", "c"), List.of("a", "d"), 3);
    }

    @Test
    void whoSeesNoOtherStays() {
        assertThat(parts(List.of("c"), List.of(), 2).isLesser()).isFalse();
    }

    /// A majority need not look at what others there are: they have none.
    @Test
    void aMajorityStays() {
        assertThat(parts(List.of("b", "c"), List.of("a"), 2).isLesser()).isFalse();
    }
}
