package io.carillon.deploy.cluster;

import io.carillon.deploy.cassandra.CassandraLibraries;
import io.carillon.deploy.cassandra.CassandraNode;
import io.carillon.deploy.cassandra.CassandraSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The Cassandra of a local cluster: its nodes one after the other, then the schema.
final class Databases {
    private static final Duration SCHEMA_PATIENCE = Duration.ofSeconds(60);

    private final ClusterFolder folder;
    private final ClusterPlan plan;
    private final Consumer<String> progress;

    Databases(ClusterFolder folder, ClusterPlan plan, Consumer<String> progress) {
        this.folder = folder;
        this.plan = plan;
        this.progress = progress;
    }

    /// Starts all of them.
    void start() throws ClusterFailure, IOException, InterruptedException {
        var members =
                plan.members().stream()
                        .filter(name -> name.kind() == MemberName.Kind.CASSANDRA)
                        .map(name -> folder.member(name, plan))
                        .toList();
        if (members.isEmpty()) return;
        var libraries = CassandraLibraries.of(plan.release(), progress);
        var startup = new Startup(progress);
        for (var member : members) {
            write(member, members.stream().map(Member::host).toList(), libraries);
            // One at a time: they take their shares of the ring in turn.
            progress.accept("starting " + member.name() + " ...");
            startup.start(List.of(member));
        }
        createSchema();
    }

    private void write(Member member, List<String> hosts, CassandraLibraries libraries)
            throws IOException {
        Files.createDirectories(member.folder());
        var settings =
                new CassandraSettings(
                        member.folder(),
                        hosts,
                        member.name().number() - 1,
                        CassandraSettings.HEAP_MEGABYTES);
        var command = CassandraNode.command(settings, libraries);
        folder.writeScript(
                member,
                NodeFiles.script(
                        member.name(),
                        // What is meant for our own JVM would not do for this one.
                        "unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS",
                        "exec "
                                + String.join(
                                        " ", command.stream().map(NodeFiles::word).toList())));
    }

    /// Has the tables made by the release that will use them, with the settings of the first node.
    private void createSchema() throws ClusterFailure, IOException, InterruptedException {
        progress.accept("creating the schema ...");
        var node = folder.member(MemberName.core(1), plan);
        var command = new ArrayList<String>();
        command.add(plan.release().resolve("carillon").toString());
        command.addAll(List.of("schema", "create"));
        command.addAll(List.of("--config", node.folder().resolve("node.conf").toString()));
        plan.settings().forEach((key, value) -> command.add("-D" + key + "=" + value));
        var log = folder.path().resolve("schema.log");
        var process =
                new ProcessBuilder(command)
                        .directory(node.folder().toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (!process.waitFor(SCHEMA_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ClusterFailure.failed(
                        "the schema is not there after "
                                + Startup.seconds(SCHEMA_PATIENCE)
                                + ", see "
                                + log);
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() == 0) return;
        var message = "the schema could not be created: " + Files.readString(log).strip();
        throw process.exitValue() == 2
                ? ClusterFailure.usage(message)
                : ClusterFailure.failed(message);
    }
}
