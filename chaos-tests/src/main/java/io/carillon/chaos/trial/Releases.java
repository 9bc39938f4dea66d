package io.carillon.chaos.trial;

import io.carillon.chaos.server.Checkout;
import io.carillon.deploy.cluster.MemberName;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The two releases of a rolling upgrade: this checkout, of which every node is at first, and
/// another one that is built, named by the property `chaos.release`. Knows which node is of which.
final class Releases {
    static final String PROPERTY = "chaos.release";

    private static final String HOW =
            """
            an upgrade takes another release, a checkout that is built:
                git worktree add --detach ../carillon-before COMMIT
                ../carillon-before/carillon version
                ./carillon chaos upgrade --release ../carillon-before""";
    private static final long PATIENCE_SECONDS = 60;

    private final Map<MemberName, Path> now = new ConcurrentHashMap<>();

    /// Why there is no other release to go over to, and what to do about it; empty when there is.
    static Optional<String> problem() {
        var given = System.getProperty(PROPERTY);
        if (given == null) {
            return Optional.of(HOW);
        }
        var folder = other();
        if (!Files.isExecutable(folder.resolve("carillon"))) {
            return Optional.of("--release: there is no ./carillon in " + folder);
        }
        // Nothing is built while a cluster is under load.
        return Files.isReadable(folder.resolve("node/target/classpath"))
                ? Optional.empty()
                : Optional.of(
                        "--release: %1$s is not built; type %1$s/carillon version"
                                .formatted(folder));
    }

    private static Path other() {
        return Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath().normalize();
    }

    /// The release that this member is not of; it is of that from now on.
    Path change(MemberName name) {
        return now.merge(name, other(), (present, other) -> present.equals(other) ? own() : other);
    }

    private static Path own() {
        return Checkout.root();
    }

    /// What a release calls itself.
    static String version(Path release) throws IOException {
        var builder = new ProcessBuilder(release.resolve("carillon").toString(), "version");
        builder.environment().put("CARILLON_AS_BUILT", "1");
        var process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return said.strip().replaceFirst("^carillon ", "");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new IOException(release + "/carillon version: " + said.strip());
    }
}
