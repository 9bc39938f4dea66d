package io.carillon.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// The smallest cluster, with a real node: one that is alone.
@Tag("processes")
class LocalClusterTest {
    private static final MemberName CORE = MemberName.core(1);

    @TempDir Path folder;

    private final List<String> progress = new ArrayList<>();
    private final Network network =
            new Network("127." + ThreadLocalRandom.current().nextInt(100, 250));

    private LocalCluster up(ClusterPlan plan) throws ClusterFailure {
        return LocalCluster.up(plan, folder, progress::add);
    }

    private ClusterPlan plan() {
        var root = Path.of(System.getProperty("carillon.root"));
        return ClusterPlan.of(root, 1, 0, 0)
                .on(network)
                .with("carillon.auth", "none")
                .with("carillon.rehearsal", "0 s");
    }

    private LocalCluster found() throws ClusterFailure {
        return LocalCluster.in(folder, progress::add);
    }

    private static MemberStatus.State state(LocalCluster cluster) throws ClusterFailure {
        return cluster.status().getFirst().state();
    }

    @AfterEach
    void takeDown() throws ClusterFailure {
        if (new ClusterFolder(folder).read().isPresent()) found().down();
    }

    @Test
    void aNodeIsStartedKilledStoppedAndStartedAgain() throws Exception {
        var cluster = up(plan());
        assertThat(state(cluster)).isEqualTo(MemberStatus.State.READY);
        long first = cluster.status().getFirst().pid().orElseThrow();
        assertThat(progress)
                .last(InstanceOfAssertFactories.STRING)
                .matches("core-1 is ready after [0-9.]+ s, process " + first);

        assertThatThrownBy(() -> up(plan())).hasMessageContaining("a cluster is up in");
        assertThatThrownBy(() -> found().start(MemberName.core(2)))
                .hasMessageContaining("keeps its own journal");

        found().pause(CORE);
        assertThat(state(cluster)).isEqualTo(MemberStatus.State.PAUSED);
        found().resume(CORE);
        assertThat(state(cluster)).isEqualTo(MemberStatus.State.READY);

        found().kill(CORE);
        assertThat(state(cluster)).isEqualTo(MemberStatus.State.GONE);
        assertThatThrownBy(() -> cluster.stop(CORE)).hasMessage("core-1 does not run");

        found().start(CORE);
        assertThat(state(cluster)).isEqualTo(MemberStatus.State.READY);
        assertThat(cluster.status().getFirst().pid()).isNotEqualTo(first);
        assertThat(found().stop(CORE)).isPositive();
        assertThat(state(cluster)).isEqualTo(MemberStatus.State.STOPPED);

        cluster.down();
        cluster.down();
    }

    @Test
    void aNodeThatRefusesItsSettingsIsNamedAndNothingRunsOn() throws Exception {
        assertThatThrownBy(() -> up(plan().with("carillon.auth", "maybe")))
                .isInstanceOf(ClusterFailure.class)
                .hasMessageContaining("core-1 did not start: it ended with status 2")
                .hasMessageContaining("carillon.auth = maybe: must be digest or none")
                .matches(failure -> ((ClusterFailure) failure).isUsage());
        assertThat(state(found())).isEqualTo(MemberStatus.State.STOPPED);
    }

    @Test
    void anAddressThatIsTakenIsFoundBeforeAnythingIsStarted() throws Exception {
        var host = InetAddress.ofLiteral(network.host(CORE));
        try (var _ = new ServerSocket(Network.HTTP_PORT, 1, host)) {
            assertThatThrownBy(() -> up(plan()))
                    .hasMessageContaining("core-1: cannot listen on " + host.getHostAddress())
                    .hasMessageContaining(":8080");
        }
        assertThat(folder).isEmptyDirectory();
    }
}
