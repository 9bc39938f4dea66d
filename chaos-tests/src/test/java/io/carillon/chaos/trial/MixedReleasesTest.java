package io.carillon.chaos.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.release.BranchPoint;
import io.carillon.chaos.server.Checkout;
import io.carillon.deploy.cluster.Network;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The oldest release that this one works with, built from the history of this checkout, and a
/// cluster that goes over to it and back under a light load: what `./carillon chaos upgrade` does
/// in full.
class MixedReleasesTest {
    @Test
    @Tag("long")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void nobodyNoticesThatNodesOfTwoReleasesTakeTurns() throws Exception {
        System.setProperty(Releases.PROPERTY, BranchPoint.COMMIT);
        assertThat(Releases.makeReady(false)).isEmpty();
        assertThat(Releases.version(Path.of(System.getProperty(Releases.PROPERTY))))
                .startsWith(Releases.version(Checkout.root()) + "-");

        // A node that does not tell the version it was started with fails it too.
        assertThat(ShortPlay.passes("mixed", new Network("127.79")))
                .as("see the report on standard output")
                .isTrue();
    }

    @AfterEach
    void forget() {
        System.clearProperty(Releases.PROPERTY);
    }
}
