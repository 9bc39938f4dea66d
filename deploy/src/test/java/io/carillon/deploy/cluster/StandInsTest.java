package io.carillon.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A whole cluster whose members are processes that only sleep.
class StandInsTest {
    private static final MemberName CORE = MemberName.core(1);

    @TempDir Path path;

    private final List<String> progress = new ArrayList<>();
    private LocalCluster cluster;

    @BeforeEach
    void startThem() throws Exception {
        var folder = new ClusterFolder(path);
        var plan = ClusterPlan.of(path, 2, 1, 1);
        folder.write(plan, plan.members());
        cluster = LocalCluster.in(path, progress::add);
        for (var member : cluster.members()) {
            Files.createDirectories(member.folder());
            folder.writeScript(member, NodeFiles.script(member.name(), "exec sleep 60"));
            new Runner(member).start();
        }
    }

    @AfterEach
    void endThem() throws Exception {
        for (var member : cluster.members()) {
            var mark = new Runner(member).running();
            if (mark.isPresent()) mark.get().signal("KILL");
        }
    }

    private List<MemberStatus.State> states() throws ClusterFailure {
        return cluster.status().stream().map(MemberStatus::state).toList();
    }

    @Test
    void statesAreToldApart() throws Exception {
        cluster.stop(CORE);
        cluster.kill(MemberName.core(2));
        cluster.pause(MemberName.edge(1));
        assertThat(states())
                .containsExactly(
                        MemberStatus.State.STOPPED,
                        MemberStatus.State.GONE,
                        MemberStatus.State.PAUSED,
                        MemberStatus.State.SILENT);
        cluster.resume(MemberName.edge(1));
        assertThat(states()).element(2).isEqualTo(MemberStatus.State.SILENT);
    }

    @Test
    void downEndsEdgesThenNodesThenDatabasesAlsoThoseThatArePausedOrGone() throws Exception {
        cluster.pause(CORE);
        cluster.kill(MemberName.core(2));
        cluster.down();
        assertThat(states()).containsOnly(MemberStatus.State.STOPPED);
        assertThat(progress)
                .containsExactly("edge-1 has ended", "core-1 has ended", "cassandra-1 has ended");
        cluster.down();
        assertThat(progress).hasSize(3);
    }

    /// A test that runs out of time is interrupted, say.
    @Test
    void whoIsInterruptedTakesItsClusterDownAllTheSame() throws Exception {
        try (var ending = new DownOnExit(cluster, progress::add)) {
            Thread.currentThread().interrupt();
            ending.down();
            assertThat(Thread.interrupted()).as("who waits for that learns of it").isTrue();
        }
        assertThat(states()).containsOnly(MemberStatus.State.STOPPED);
    }

    @Test
    void nothingIsStartedInAClusterThatIsBeingTakenDown() throws Exception {
        cluster.down();
        assertThatThrownBy(() -> cluster.start(CORE)).hasMessage("the cluster is being taken down");
        assertThat(states()).containsOnly(MemberStatus.State.STOPPED);
    }

    @Test
    void whatDoesNotRunCannotBeSignalled() throws Exception {
        cluster.stop(CORE);
        assertThatThrownBy(() -> cluster.stop(CORE)).hasMessage("core-1 does not run");
        assertThatThrownBy(() -> cluster.kill(CORE)).hasMessage("core-1 does not run");
        assertThatThrownBy(() -> cluster.pause(CORE)).hasMessage("core-1 does not run");
        assertThatThrownBy(() -> cluster.kill(MemberName.edge(2)))
                .hasMessage(
                        "there is no edge-2: the cluster has core-1, core-2, edge-1, cassandra-1");
    }

    @Test
    void onlyTheNextNumberCanBeAdded() {
        for (var name : List.of(MemberName.core(4), MemberName.edge(3), MemberName.cassandra(2))) {
            assertThatThrownBy(() -> cluster.start(name))
                    .isInstanceOf(ClusterFailure.class)
                    .hasMessageContaining("there is no " + name);
        }
    }

    @Test
    void aClusterThatRunsIsNotSetUpOnceMore() {
        assertThatThrownBy(() -> LocalCluster.up(runnable(1), path, progress::add))
                .hasMessageContaining("a cluster is up in " + path);
    }

    @Test
    void dataOfOtherDatabasesIsNotUsed() throws Exception {
        cluster.down();
        assertThatThrownBy(() -> LocalCluster.up(runnable(3), path, progress::add))
                .hasMessageContaining("holds the data of a cluster with --cassandra 1 --net 127.0");
    }

    /// Has a cluster that is to end with it.
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            var cluster = LocalCluster.in(Path.of(arguments[0]), Holder::say);
            try (var _ = new DownOnExit(cluster, Holder::say)) {
                say("holds it");
                Thread.sleep(60_000);
            }
        }

        private static void say(String line) {
            System.out.println(line);
        }
    }

    @Test
    void whoIsEndedByASignalTakesItsClusterDown() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classes = System.getProperty("java.class.path");
        var holder =
                new ProcessBuilder(java, "-cp", classes, Holder.class.getName(), path.toString())
                        .redirectErrorStream(true)
                        .start();
        try {
            var said = holder.inputReader();
            assertThat(said.readLine()).isEqualTo("holds it");
            assertThat(states()).doesNotContain(MemberStatus.State.STOPPED);
            holder.toHandle().destroy(); // its output stays open
            assertThat(said.lines()).last().isEqualTo("cassandra-1 has ended");
        } finally {
            holder.destroyForcibly();
        }
        assertThat(states()).containsOnly(MemberStatus.State.STOPPED);
    }

    private static ClusterPlan runnable(int cassandra) {
        return ClusterPlan.of(Path.of(System.getProperty("carillon.root")), 2, 1, cassandra);
    }
}
