package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The launcher in a checkout of its own, with the node that was built here.
@Tag("processes")
class LauncherTest {
    @TempDir Path checkout;

    private Path practice;
    private int starts;

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
    }

    /// The second one ends at once if the virtual machine cannot use what the first has left.
    @Test
    void theFirstNodeOfABuildPractisesForThoseAfterIt() throws Exception {
        assertThat(startAndStop(Map.of())).containsOnlyOnce("practising, so that nodes");
        assertThat(practice).isNotEmptyFile();
        assertThat(startAndStop(Map.of("CARILLON_JAVA_OPTS", "-XX:AOTMode=on")))
                .doesNotContain("practising");
    }

    @Test
    void whatWasBuiltIsRunAsItIs() throws Exception {
        assertThat(startAndStop(Map.of("CARILLON_AS_BUILT", "1"))).doesNotContain("practising");
        assertThat(practice).doesNotExist();
    }

    /// What the launcher and the node said.
    private String startAndStop(Map<String, String> environment) throws Exception {
        var command = new ArrayList<String>();
        command.add(checkout.resolve("carillon").toString());
        command.add("node");
        command.add("-Dcarillon.domains.0=example.com");
        command.add("-Dcarillon.listen.udp=127.0.0.1:0");
        command.add("-Dcarillon.listen.tcp=127.0.0.1:0");
        command.add("-Dcarillon.http.listen=127.0.0.1:0");
        command.add("-Dcarillon.rehearsal=0 s");
        command.add("-Dcarillon.data-dir=" + checkout.resolve("data"));
        var log = checkout.resolve("log-" + ++starts);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("CARILLON_AS_BUILT");
        builder.environment().putAll(environment);
        var node = builder.redirectOutput(log.toFile()).start();
        try {
            for (int i = 0; i < 1_200 && node.isAlive() && !isReady(log); i++) Thread.sleep(100);
            assertThat(isReady(log)).as(() -> said(log)).isTrue();
            node.destroy();
            assertThat(node.waitFor(30, TimeUnit.SECONDS)).as(() -> said(log)).isTrue();
            assertThat(node.exitValue()).as(() -> said(log)).isZero();
        } finally {
            node.destroyForcibly();
        }
        return said(log);
    }

    private static boolean isReady(Path log) {
        return said(log).contains("carillon ready");
    }

    private static String said(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            return failure.toString();
        }
    }
}
