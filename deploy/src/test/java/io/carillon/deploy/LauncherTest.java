package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The launcher in a checkout of its own, with the node that was built here.
@Tag("processes")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("LauncherTest") // its own tests in turn
class LauncherTest {
    @TempDir Path checkout;

    private final List<Process> started = new ArrayList<>();
    private Path practice;
    private Path log;

    @BeforeEach
    void layOut() throws IOException {
        var root = Path.of(System.getProperty("carillon.root")).toRealPath();
        var built = root.resolve("node/target");
        var target = Files.createDirectories(checkout.resolve("node/target"));
        Files.copy(
                root.resolve("carillon"),
                checkout.resolve("carillon"),
                StandardCopyOption.COPY_ATTRIBUTES);
        try (var jars = Files.newDirectoryStream(built, "node-*[0-9].jar")) {
            for (var jar : jars) {
                Files.createSymbolicLink(target.resolve(jar.getFileName()), jar);
            }
        }
        for (var each : new String[] {"lib", "classpath"}) {
            Files.createSymbolicLink(target.resolve(each), built.resolve(each));
        }
        practice = target.resolve("node.aot");
        log = checkout.resolve("log");
    }

    /// Practice in a cluster is a test of the module that plays it. The node would end at once if
    /// the
    /// virtual machine could not use what is there.
    @Test
    void whatWasPractisedIsUsedByEveryNodeAfterIt() throws Exception {
        var once = start("practise", "--alone");
        assertThat(once.waitFor(120, TimeUnit.SECONDS)).as(this::said).isTrue();
        assertThat(once.exitValue()).as(this::said).isZero();
        assertThat(practice).isNotEmptyFile();

        var node = startNode(Map.of("CARILLON_JAVA_OPTS", "-XX:AOTMode=on"));
        stop(node);

        var again = start("practise", "--alone");
        assertThat(again.waitFor(10, TimeUnit.SECONDS)).as("there is nothing to do").isTrue();
        assertThat(again.exitValue()).isZero();
        assertThat(said()).contains("this build has practised");
    }

    /// Of the module that plays a cluster there is nothing that could be run.
    @Test
    void practiceInAClusterThatFailsSaysWhereToLookAndLeavesNothing() throws Exception {
        var trials = Files.createDirectories(checkout.resolve("chaos-tests/target"));
        Files.createFile(trials.resolve("classpath"));

        var practises = start("practise");

        assertThat(practises.waitFor(60, TimeUnit.SECONDS)).as(this::said).isTrue();
        assertThat(practises.exitValue()).as(this::said).isEqualTo(1);
        assertThat(said()).contains("node.aot.log", "practise --alone");
        assertThat(practice).doesNotExist();
    }

    @Test
    void aNodeStartsWithoutPractice() throws Exception {
        stop(startNode(Map.of()));
        assertThat(practice).doesNotExist();
    }

    private Process start(String... words) throws IOException {
        return start(Map.of(), words);
    }

    private Process start(Map<String, String> environment, String... words) throws IOException {
        var command = new ArrayList<>(List.of(words));
        command.addFirst(checkout.resolve("carillon").toString());
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("CARILLON_AS_BUILT");
        builder.environment().putAll(environment);
        var process = builder.redirectOutput(log.toFile()).start();
        started.add(process);
        return process;
    }

    private Process startNode(Map<String, String> environment) throws Exception {
        var node =
                start(
                        environment,
                        "node",
                        "-Dcarillon.domains.0=example.com",
                        "-Dcarillon.listen.udp=127.0.0.1:0",
                        "-Dcarillon.listen.tcp=127.0.0.1:0",
                        "-Dcarillon.http.listen=127.0.0.1:0",
                        "-Dcarillon.rehearsal=0 s",
                        "-Dcarillon.data-dir=" + checkout.resolve("data"));
        for (int i = 0; i < 600 && node.isAlive() && !isReady(); i++) Thread.sleep(100);
        assertThat(isReady()).as(this::said).isTrue();
        return node;
    }

    private void stop(Process node) throws InterruptedException {
        node.destroy();
        assertThat(node.waitFor(30, TimeUnit.SECONDS)).as(this::said).isTrue();
        assertThat(node.exitValue()).as(this::said).isZero();
    }

    private boolean isReady() {
        return said().contains("carillon ready");
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    @AfterEach
    void endWhatRuns() {
        started.forEach(Process::destroyForcibly);
    }
}
