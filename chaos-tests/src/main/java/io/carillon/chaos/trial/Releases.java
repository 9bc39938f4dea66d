package io.carillon.chaos.trial;

import io.carillon.chaos.release.BranchPoint;
import io.carillon.chaos.release.PastRelease;
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
/// another one, which the property `chaos.release` names: the folder of a checkout that is built,
/// or a commit of this one's history; [BranchPoint#COMMIT] unless it is set. Knows which node is of
/// which.
final class Releases {
    static final String PROPERTY = "chaos.release";

    private static final long PATIENCE_SECONDS = 60;

    private final Map<MemberName, Path> now = new ConcurrentHashMap<>();

    /// Makes the other release ready: a commit is unpacked and built, unless that has been done,
    /// and the property names its folder from then on.
    ///
    /// @param practised whether a commit is to practise as well; what is in a folder is left as it
    ///     is
    /// @return why there is none to go over to, and what to do about it; empty when there is
    static Optional<String> makeReady(boolean practised) {
        try {
            var asked = System.getProperty(PROPERTY, BranchPoint.COMMIT);
            if (!Files.isDirectory(Path.of(asked))) {
                var past = PastRelease.of(own(), asked);
                past.build(Play::progress);
                if (practised) {
                    past.practise(Play::progress);
                }
                System.setProperty(PROPERTY, past.folder().toString());
            }
            return problem(other());
        } catch (IOException failure) {
            return Optional.of("--release: " + failure.getMessage());
        }
    }

    private static Optional<String> problem(Path folder) throws IOException {
        if (!Files.isExecutable(folder.resolve("carillon"))) {
            return Optional.of("--release: there is no ./carillon in " + folder);
        }
        // Nothing is built while a cluster is under load.
        if (!Files.isReadable(folder.resolve("node/target/classpath"))) {
            return Optional.of(
                    "--release: %1$s is not built; type %1$s/carillon version".formatted(folder));
        }
        var version = version(folder);
        return version.equals(version(own()))
                ? Optional.of(
                        "--release: %s calls itself %s, as this release does, so nodes would take them for one: name its commit, or change the version in its POMs and build it anew"
                                .formatted(folder, version))
                : Optional.empty();
    }

    private static Path other() {
        return Path.of(System.getProperty(PROPERTY)).toAbsolutePath().normalize();
    }

    /// The release that this member is not of; it is of that from now on.
    ///
    /// The other one has been made ready.
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
