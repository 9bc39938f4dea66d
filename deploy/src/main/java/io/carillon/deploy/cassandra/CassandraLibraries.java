package io.carillon.deploy.cassandra;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Cassandra's own libraries in a folder of the checkout, which Maven fills on first use.
///
/// Their POM (`deploy/cassandra/pom.xml`) is apart from ours. Several processes may ask at a time:
/// one fetches, the others wait for it.
///
/// @param folder holds the jars, complete
public record CassandraLibraries(Path folder) {
    private static final long PATIENCE_MINUTES = 15;

    /// The libraries of the checkout at `root`, fetched if they are not there or not up to date.
    ///
    /// @param progress is told in one line what takes its time
    /// @throws IOException with what went wrong, in one line
    public static CassandraLibraries of(Path root, Consumer<String> progress) throws IOException {
        var pom = root.resolve("deploy/cassandra/pom.xml").toAbsolutePath().normalize();
        var place = root.resolve("deploy/target/cassandra").toAbsolutePath().normalize();
        var wanted = Files.readString(pom);
        Files.createDirectories(place);
        var done = place.resolve("complete");
        try (var lock =
                        FileChannel.open(
                                place.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            if (!Files.exists(done) || !Files.readString(done).equals(wanted)) {
                progress.accept("fetching Cassandra with Maven (70 MB, once) ...");
                fetch(pom, place);
                Files.writeString(done, wanted);
            }
        }
        return new CassandraLibraries(place.resolve("lib"));
    }

    private static void fetch(Path pom, Path place) throws IOException {
        var log = place.resolve("maven.log");
        var maven =
                new ProcessBuilder(
                                "mvn",
                                "-q",
                                "-B",
                                "-f",
                                pom.toString(),
                                "dependency:copy-dependencies",
                                "-DoutputDirectory=" + place.resolve("lib"))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (!maven.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("Maven did not fetch Cassandra in time, see " + log);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Maven fetched Cassandra", interrupted);
        } finally {
            maven.destroy();
        }
        if (maven.exitValue() != 0) {
            throw new IOException("Maven could not fetch Cassandra, see " + log);
        }
    }

    /// The agent that Cassandra measures its own objects with.
    Path memoryMeter() throws IOException {
        try (var found = Files.newDirectoryStream(folder, "jamm-*.jar")) {
            for (var jar : found) return jar;
        }
        throw new IOException("no jamm-*.jar in " + folder + ": delete the folder and try again");
    }
}
