package io.carillon.sharding.membership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

/// Until when a node may act.
class LeaseTableTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long LEASE = 5 * SECOND;

    /// [System#nanoTime()] may be negative and overflow.
    private static final long START;

    static {
        START = Long.MAX_VALUE - SECOND; // no constant: the compiler would not let it overflow
    }

    private final LeaseTable table = new LeaseTable(LEASE);

    /// Node 1 of so many.
    private static Members members(int count) {
        var all =
                java.util.stream.LongStream.rangeClosed(1, count)
                        .mapToObj(uid -> new Peer("127.0.0." + uid + ":7355", uid))
                        .toList();
        return new Members(all.getFirst(), all, Set.of());
    }

    private long left(Members members, Set<Long> gone, long now) {
        return table.validUntil(members, gone, now) - now;
    }

    @Test
    void aNodeThatHasNotJoinedMayNotAct() {
        var nobody = Members.none(new Peer("127.0.0.1:7355", 1));
        assertThat(left(nobody, Set.of(), START)).isZero();
    }

    @Test
    void aNodeThatIsAloneMayActForYears() {
        assertThat(left(members(1), Set.of(), START)).isGreaterThan(1_000_000 * SECOND);
    }

    @Test
    void oneEchoIsEnoughForThreeAndCountsFromItsBeat() {
        table.echoed(2, START);
        assertThat(left(members(3), Set.of(), START + 2 * SECOND)).isEqualTo(3 * SECOND);
        table.echoed(3, START + SECOND);
        assertThat(left(members(3), Set.of(), START + 2 * SECOND)).isEqualTo(4 * SECOND);
    }

    @Test
    void theLastOfTheMajorityDecides() {
        table.echoed(2, START);
        table.echoed(3, START + 3 * SECOND);
        table.echoed(4, START + 2 * SECOND);
        assertThat(left(members(5), Set.of(), START + 3 * SECOND)).isEqualTo(4 * SECOND);
    }

    @Test
    void anEchoThatComesLateExtendsNothing() {
        table.echoed(2, START + SECOND);
        table.echoed(2, START);
        assertThat(left(members(3), Set.of(), START + SECOND)).isEqualTo(LEASE);
    }

    @Test
    void ofTwoTheLowestAddressNeedsNobody() {
        assertThat(left(members(2), Set.of(), START)).isGreaterThan(LEASE);
        var second = new Members(members(2).all().getLast(), members(2).all(), Set.of());
        assertThat(left(second, Set.of(), START)).isZero();
        table.echoed(1, START);
        assertThat(left(second, Set.of(), START)).isEqualTo(LEASE);
    }

    @Test
    void whoSeesSoManyGoneThatItIsInTheMinorityStopsAtOnce() {
        table.echoed(2, START);
        table.echoed(3, START);
        assertThat(left(members(3), Set.of(2L), START)).isEqualTo(LEASE);
        assertThat(left(members(3), Set.of(2L, 3L), START)).isZero();
    }

    @Test
    void echoesOfFormerMembersAreForgotten() {
        table.echoed(2, START);
        table.retain(new Members(members(1).self(), List.of(), Set.of()));
        assertThat(left(members(3), Set.of(), START)).isZero();
    }
}
