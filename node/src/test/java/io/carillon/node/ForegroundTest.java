package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.node.config.NodeConfig;

import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A server in the foreground that is not stopped by its operator.
class ForegroundTest {
    private static final String ADDRESS = "127.0.97.1";

    @TempDir Path folder;

    @Test
    @Timeout(60)
    void aNodeThatItsClusterHasRemovedGivesItsSocketsUpAndFails() throws Exception {
        var settings =
                Map.of(
                        "carillon.cluster.listen", ADDRESS + ":7355",
                        "carillon.cluster.seeds.0", ADDRESS + ":7355",
                        "carillon.secret", "a secret that only tests share",
                        "carillon.listen.udp", ADDRESS + ":5060",
                        "carillon.listen.tcp", ADDRESS + ":5060",
                        "carillon.http.listen", "",
                        "carillon.data-dir", folder.toString());
        var err = new StringWriter();
        var spec = Main.commandLine().setErr(new PrintWriter(err)).getCommandSpec();

        int status =
                Foreground.run(
                        spec,
                        NodeConfig.load(Optional.empty(), settings),
                        ForegroundTest::removedByItsCluster);

        assertThat(status).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString()).contains("the cluster has removed this node").hasLineCount(1);
        for (int port : List.of(5060, 7355)) {
            try (var free = new ServerSocket(port, 1, java.net.InetAddress.ofLiteral(ADDRESS))) {
                assertThat(free.isBound()).isTrue();
            }
        }
    }

    private static void removedByItsCluster(Server server) {
        var cluster = Cluster.get(server.actors());
        cluster.manager().tell(new Down(cluster.selfMember().address()));
    }
}
