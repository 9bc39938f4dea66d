package io.carillon.chaos.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.deploy.cluster.Network;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

/// A real cluster under a light load through three faults in one go: what `./carillon chaos` does
/// in full, in some three minutes.
class SubsetTest {
    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void nobodyNoticesAStoppedNodeAKilledNodeAndALostDatabase() throws Exception {
        assertThat(ShortPlay.passes("subset", new Network("127.77")))
                .as("see the report on standard output")
                .isTrue();
    }
}
