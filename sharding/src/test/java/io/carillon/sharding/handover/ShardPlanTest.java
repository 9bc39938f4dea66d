package io.carillon.sharding.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.handover.ShardPlan.Place;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

class ShardPlanTest {
    private static Place<String, Integer> place(String name, int version, String... shards) {
        return new Place<>(name, false, version, List.of(shards));
    }

    private static Place<String, Integer> leaving(String name, int version, String... shards) {
        return new Place<>(name, true, version, List.of(shards));
    }

    @Test
    void aShardGoesWhereFewestAre() {
        assertThat(ShardPlan.allocate(List.of(place("a", 1, "1", "2"), place("b", 1, "3"))))
                .isEqualTo("b");
    }

    @Test
    void aNodeThatLeavesGetsNothingUnlessItIsAlone() {
        assertThat(ShardPlan.allocate(List.of(place("a", 1, "1", "2"), leaving("b", 1))))
                .isEqualTo("a");
        assertThat(ShardPlan.allocate(List.of(leaving("b", 1)))).isEqualTo("b");
        assertThat(ShardPlan.rebalance(List.of(leaving("b", 1, "1")), Set.of())).isEmpty();
    }

    @Test
    void theVersionThatJoinedLastGetsWhatMovesButNotOnItsWayOut() {
        assertThat(ShardPlan.allocate(List.of(place("a", 1), place("b", 2, "1", "2"))))
                .isEqualTo("b");
        assertThat(ShardPlan.allocate(List.of(place("a", 2), place("b", 1, "1", "2"))))
                .isEqualTo("b");
        assertThat(ShardPlan.allocate(List.of(place("a", 1), leaving("b", 2, "1", "2"))))
                .isEqualTo("a");
    }

    @Test
    void whoLeavesGivesItsShardsAwayInSmallBatches() {
        var places = List.of(place("a", 1), leaving("b", 1, "1", "2", "3", "4", "5"));
        assertThat(ShardPlan.rebalance(places, Set.of())).hasSize(2);
        assertThat(ShardPlan.rebalance(places, Set.of("1"))).hasSize(1).doesNotContain("1");
        assertThat(ShardPlan.rebalance(places, Set.of("1", "2"))).isEmpty();
    }

    @Test
    void shardsAreLevelledOneByOneWhenNothingElseMoves() {
        var places = List.of(place("a", 1, "1", "2", "3", "4", "5"), place("b", 1, "6"));
        assertThat(ShardPlan.rebalance(places, Set.of())).hasSize(1);
        assertThat(ShardPlan.rebalance(places, Set.of("1"))).isEmpty();
        var level = List.of(place("a", 1, "1", "2"), place("b", 1, "6"));
        assertThat(ShardPlan.rebalance(level, Set.of())).isEmpty();
    }

    @Test
    void whileVersionsAreMixedOnlyWhoLeavesGivesAnythingAway() {
        var mixed = List.of(place("a", 1, "1", "2", "3", "4", "5"), place("b", 2));
        assertThat(ShardPlan.rebalance(mixed, Set.of())).isEmpty();
        var leaves = List.of(leaving("a", 1, "1", "2", "3", "4", "5"), place("b", 2));
        assertThat(ShardPlan.rebalance(leaves, Set.of())).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 1"})
    void aRollingUpgradeEndsLevelAndMovesEachShardAFewTimes(int from, int to) {
        var homes = new HashMap<String, String>();
        for (int i = 0; i < 60; i++) homes.put("" + i, "abc".substring(i % 3, i % 3 + 1));
        var versions = new LinkedHashMap<String, Integer>();
        for (var node : List.of("a", "b", "c")) versions.put(node, from);
        int moves = 0;
        for (var next : List.of("a", "b", "c")) {
            moves += settle(homes, versions, next);
            assertThat(homes).doesNotContainValue(next);
            versions.remove(next);
            versions.putLast(next, to);
            moves += settle(homes, versions, "");
        }
        for (var node : List.of("a", "b", "c")) {
            assertThat(homes.values().stream().filter(node::equals)).hasSizeBetween(19, 21);
        }
        assertThat(moves).isLessThanOrEqualTo(60 + 60);
    }

    private static int settle(
            Map<String, String> homes, SequencedMap<String, Integer> versions, String leaving) {
        for (int moves = 0; ; ) {
            var moving = ShardPlan.rebalance(places(homes, versions, leaving), Set.of());
            if (moving.isEmpty()) return moves;
            for (var shard : moving) {
                homes.remove(shard);
                homes.put(shard, ShardPlan.allocate(places(homes, versions, leaving)));
                moves++;
            }
        }
    }

    private static List<Place<String, Integer>> places(
            Map<String, String> homes, SequencedMap<String, Integer> versions, String leaving) {
        var places = new ArrayList<Place<String, Integer>>();
        versions.forEach(
                (node, version) -> {
                    var shards =
                            homes.entrySet().stream()
                                    .filter(home -> home.getValue().equals(node))
                                    .map(Map.Entry::getKey)
                                    .toList();
                    places.add(new Place<>(node, node.equals(leaving), version, shards));
                });
        return places;
    }
}
