package io.carillon.chaos.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.carillon.chaos.server.ServerUnderTest;
import io.carillon.deploy.cluster.Network;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A node practises in a cluster, and the next one starts with what it has learnt.
class PracticeTest {
    private static final Network NETWORK = new Network("127.78");

    /// What only a node has loaded that was asked for a user and found him in the database.
    private static final String READ = "com/datastax/oss/driver/internal/core/cql/DefaultRow";

    @Test
    @Tag("long")
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void whatANodeLearnsInAClusterIsOfUseToTheNext(@TempDir Path folder) throws Exception {
        var learnt = folder.resolve("learnt.aot");

        Practice.practise(NETWORK, learnt, Duration.ofSeconds(2));

        assertThat(contains(learnt, READ)).as(READ).isTrue();
        // With that mode it ends at once if it cannot make use of it.
        try (var server =
                ServerUnderTest.named("practised")
                        .javaOption("-XX:AOTCache=" + learnt)
                        .javaOption("-XX:AOTMode=on")) {
            server.start();
        }
    }

    private static boolean contains(Path file, String name) throws IOException {
        try (var in = Files.newInputStream(file);
                var scanner = new Scanner(in, StandardCharsets.ISO_8859_1)) {
            return scanner.findWithinHorizon(Pattern.compile(name), 0) != null;
        }
    }

    /// What `./carillon practise` types.
    @Test
    void theLaunchersWordsAreUnderstood() {
        assertThatCode(
                        () ->
                                new CommandLine(new Main())
                                        .parseArgs(
                                                "practise",
                                                "--network",
                                                "127.253",
                                                "--output",
                                                "node.aot.new"))
                .doesNotThrowAnyException();
    }
}
