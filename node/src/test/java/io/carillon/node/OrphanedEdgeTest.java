package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An edge whose core nodes are all stopped, and started again.
@Execution(ExecutionMode.CONCURRENT)
class OrphanedEdgeTest {
    @TempDir Path folder;

    private int port;

    private NodeProcess core() throws IOException {
        return new NodeProcess(folder, 1, 1, port, List.of("core"));
    }

    @Test
    @Timeout(120)
    void itGoesOverToTheClusterThatTheyForm() throws Exception {
        try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = Math.min(free.getLocalPort(), 65_000);
        }
        try (var edge = new NodeProcess(folder, 2, 1, port, List.of("edge"))) {
            try (var core = core()) {
                awaitBoth(core, edge);
                core.signal("TERM");
                assertThat(core.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
            try (var core = core()) {
                awaitBoth(core, edge);
            }
            assertThat(edge.process().isAlive()).isTrue();
            assertThat(edge.output()).contains("joining that one");
        }
    }

    private static void awaitBoth(NodeProcess core, NodeProcess edge) throws Exception {
        while (core.members() != 2 || edge.members() != 2 || !edge.isReady()) {
            assertThat(core.process().isAlive()).as(core.output()).isTrue();
            assertThat(edge.process().isAlive()).as(edge.output()).isTrue();
            Thread.sleep(50);
        }
    }
}
