package io.carillon.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/// What nodes are told, by what they are and what the cluster is made of.
class NodeFilesTest {
    private static final Path RELEASE = Path.of("/opt/carillon");

    @TempDir Path folder;

    private String settings(ClusterPlan plan, MemberName name) {
        var member = new ClusterFolder(folder).member(name, plan);
        return NodeFiles.settings(member, plan, NodeFiles.seeds(plan), 8);
    }

    @Test
    void aNodeThatIsAloneHasItsOwnJournalAndNoSeeds() {
        var plan = ClusterPlan.of(RELEASE, 1, 0, 0);
        assertThat(settings(plan, MemberName.core(1)))
                .contains("journal = embedded")
                .contains("listen.udp = \"127.0.1.1:5060\"")
                .contains("http.listen = \"127.0.1.1:8080\"")
                .doesNotContain("seeds", "roles", "cassandra");
    }

    @Test
    void aSingleCoreNodeKeepsTheJournalOfAClusterWithoutDatabases() {
        var plan = ClusterPlan.of(RELEASE, 1, 2, 0);
        assertThat(settings(plan, MemberName.core(1)))
                .contains("journal = embedded", "seeds = [\"127.0.1.1:7355\"]");
        assertThat(settings(plan, MemberName.edge(2))).contains("roles = [\"edge\"]");
    }

    @Test
    void coreNodesTakeNoSipWhenThereAreEdges() {
        var plan = ClusterPlan.of(RELEASE, 3, 2, 1).on(new Network("127.7"));
        assertThat(settings(plan, MemberName.core(2)))
                .contains("roles = [\"core\"]")
                .contains("listen.udp = \"\"", "listen.tcp = \"\"")
                .contains("cluster.listen = \"127.7.1.2:7355\"");
        assertThat(settings(plan, MemberName.edge(2)))
                .contains("roles = [\"edge\"]")
                .contains("listen.udp = \"127.7.2.2:5060\"")
                .contains("cluster.listen = \"127.7.2.2:7355\"");
    }

    @Test
    void eachNodeHasItsShareOfTheProcessorsAndOneAtLeast() {
        var few = ClusterPlan.of(RELEASE, 3, 0, 1);
        assertThat(settings(few, MemberName.core(1))).contains("edge.loops = 2\n");
        var many = ClusterPlan.of(RELEASE, 9, 4, 1);
        assertThat(settings(many, MemberName.core(1))).contains("edge.loops = 1\n");
    }

    @Test
    void coreNodesAreEdgesTooWhenThereAreNone() {
        var plan = ClusterPlan.of(RELEASE, 3, 0, 1);
        assertThat(settings(plan, MemberName.core(3)))
                .contains("roles = [\"core\", \"edge\"]")
                .contains("listen.tcp = \"127.0.1.3:5060\"");
    }

    @Test
    void seedsAreTheNodesThatTheClusterBeganWithAlsoForOneThatIsAdded() {
        var plan = ClusterPlan.of(RELEASE, 3, 1, 1);
        assertThat(settings(plan, MemberName.core(4)))
                .contains("seeds = [\"127.0.1.1:7355\", \"127.0.1.2:7355\", \"127.0.1.3:7355\"]")
                .contains("cluster.listen = \"127.0.1.4:7355\"");
    }

    @Test
    void allNodesShareTheDatabasesAndAsManyCopiesAsThereAreUpToThree() {
        assertThat(settings(ClusterPlan.of(RELEASE, 2, 0, 1), MemberName.core(1)))
                .contains("journal = cassandra")
                .contains("contact-points = [\"127.0.3.1:9042\"]")
                .contains("replication-factor = 1");
        assertThat(settings(ClusterPlan.of(RELEASE, 2, 0, 4), MemberName.core(1)))
                .contains("\"127.0.3.4:9042\"]")
                .contains("replication-factor = 3");
    }

    @Test
    void settingsOfTheCommandLineReachTheNodeAsTheyWereTyped() throws Exception {
        var carillon = folder.resolve("carillon");
        Files.writeString(
                carillon, "#!/bin/sh\necho \"$CARILLON_JAVA_OPTS\"; printf '%s\\n' \"$@\"\n");
        carillon.toFile().setExecutable(true);
        var plan =
                ClusterPlan.of(folder, 1, 0, 0)
                        .with("carillon.routes", "[{ prefix = \"0\", next-hop = 'x y' }]")
                        .with("carillon.domains.0", "$HOME`id`")
                        .withJavaOptions("-Xmx1g -XX:+UseSerialGC");
        var script = folder.resolve("run");
        Files.writeString(script, NodeFiles.script(MemberName.core(1), plan));
        var process = new ProcessBuilder("sh", script.toString()).redirectErrorStream(true).start();
        var printed = new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
        assertThat(printed)
                .containsExactly(
                        "-Xms256m -Xmx512m -Xmx1g -XX:+UseSerialGC",
                        "node",
                        "--config",
                        folder.toRealPath() + "/node.conf",
                        "-Dcarillon.routes=[{ prefix = \"0\", next-hop = 'x y' }]",
                        "-Dcarillon.domains.0=$HOME`id`");
    }
}
