package io.carillon.chaos.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.server.ServerUnderTest;
import io.carillon.deploy.cluster.Network;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A node practises in a cluster, and the next one starts with what it has learnt.
class PracticeTest {
    private static final Network NETWORK = new Network("127.78");

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void whatANodeLearnsInAClusterIsOfUseToTheNext(@TempDir Path folder) throws Exception {
        var learnt = folder.resolve("learnt.aot");

        Practice.practise(NETWORK, learnt, Duration.ofSeconds(2));

        assertThat(Files.readString(learnt, StandardCharsets.ISO_8859_1))
                .as("what a node that is alone never loads")
                .contains("com/datastax/oss/driver/internal/core/cql/CqlRequestHandler");
        // With that mode it ends at once if it cannot make use of it.
        try (var server =
                ServerUnderTest.named("practised")
                        .javaOption("-XX:AOTCache=" + learnt)
                        .javaOption("-XX:AOTMode=on")) {
            server.start();
        }
    }
}
