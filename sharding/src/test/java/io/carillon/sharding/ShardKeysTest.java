package io.carillon.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.location.AorCommand;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The hash that all versions of a node share.
class ShardKeysTest {
    /// These never change: nodes of two versions run side by side.
    @ParameterizedTest
    @CsvSource({"alice@example.com, 21", "bob@example.com, 49", "a84b4c76e66710@pc33, 55"})
    void shardsOfKnownIdsStayTheSame(String id, String shard) {
        assertThat(ShardKeys.shardOf(id)).isEqualTo(shard);
    }

    @Test
    void numberedSubscribersSpreadEvenly() {
        var counts = new int[ShardKeys.SHARDS];
        for (int i = 0; i < 60_000; i++) counts[ShardKeys.numberOf("u" + i + "@example.com")]++;
        assertThat(java.util.Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(800, 1200));
    }

    @Test
    void aCommandThatIsNotAddressedIsNotForTheRegion() {
        assertThat(ShardKeys.<AorCommand>extractor().entityId(AorCommand.Stop.STOP)).isNull();
    }
}
