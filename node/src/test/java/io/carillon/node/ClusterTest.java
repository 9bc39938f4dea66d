package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/// Three processes on loopback addresses: how they become a cluster, and who is taken out of it.
class ClusterTest {
    private static final Duration START = Duration.ofSeconds(90);

    /// Less than the eight seconds that silence takes; a tenth of a second on a machine at rest.
    private static final Duration EVIDENCE = Duration.ofSeconds(6);

    @TempDir Path folder;

    private final List<NodeProcess> nodes = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = Math.min(free.getLocalPort(), 65_000);
        }
        for (int i = 1; i <= 3; i++) nodes.add(new NodeProcess(folder, i, 3, port));
        for (var node : nodes) {
            try {
                await(START, () -> node.isReady() && node.members() == 3);
            } catch (AssertionError late) {
                for (var each : nodes) System.out.println(each.output());
                throw late;
            }
        }
    }

    @AfterEach
    void stop() {
        for (var node : nodes) node.close();
    }

    private static void await(Duration patience, Callable<Boolean> condition) throws Exception {
        long until = System.nanoTime() + patience.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime() - until).as("within " + patience).isNegative();
            Thread.sleep(10);
        }
    }

    @Test
    void aKilledNodeIsGoneAtOnceAndOneThatSleepsForSecondsIsNot() throws Exception {
        nodes.get(2).signal("STOP");
        Thread.sleep(4_000);
        nodes.get(2).signal("CONT");
        Thread.sleep(1_000);
        for (var node : nodes) assertThat(node.members()).isEqualTo(3);
        await(Duration.ofSeconds(10), nodes.get(2)::isReady);

        nodes.get(1).process().destroyForcibly();
        await(EVIDENCE, () -> nodes.get(0).members() == 2);
        await(EVIDENCE, () -> nodes.get(2).members() == 2);
        assertThat(nodes.get(0).isReady()).isTrue();
    }

    @Test
    void aNodeThatSleptForTooLongEndsWhenItWakes() throws Exception {
        nodes.get(0).signal("STOP");
        await(Duration.ofSeconds(30), () -> nodes.get(1).members() == 2);
        nodes.get(0).signal("CONT");
        assertThat(nodes.get(0).process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(nodes.get(0).process().exitValue()).isEqualTo(1);
        assertThat(nodes.get(0).output()).contains("the cluster has removed this node");
    }
}
