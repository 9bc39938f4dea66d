package io.carillon.chaos.release;

import io.carillon.chaos.process.OwnedProcess;
import io.carillon.chaos.server.Checkout;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A commit of the history of this checkout as a release: a folder like a checkout, whose
/// `./carillon` starts nodes of it.
///
/// It calls itself by the version of its POMs and the number of commits that lead to it, as
/// `0.1.0-250`: commits of one version are told apart, by the nodes too. The launcher finds jars
/// whose names end with a digit.
///
/// Folders are kept, under `chaos-tests/target/releases`, for a build takes a minute. They are
/// made of this checkout, and go with `mvn clean` or with the checkout itself, which a cache of the
/// user's would outlive. A worktree would be written down in the user's repository; an unpacked
/// archive is not.
public final class PastRelease {
    /// The first build of a release may load what no other has needed.
    private static final Duration BUILD = Duration.ofMinutes(15);

    private static final Duration PRACTICE = Duration.ofMinutes(10);
    private static final int SHOWN = 12;

    private final Path folder;

    private PastRelease(Path folder) {
        this.folder = folder;
    }

    /// The files of a commit, unpacked if they have not been before.
    ///
    /// @param root a git checkout
    /// @param name of the commit: its id, a part of it, a tag or a branch
    /// @throws IOException with what is wrong, in one line
    public static PastRelease of(Path root, String name) throws IOException {
        var history = History.of(root);
        var commit = history.commit(name);
        var all = Files.createDirectories(root.resolve("chaos-tests/target/releases"));
        var folder = all.resolve(commit.substring(0, SHOWN));
        try (var channel =
                        FileChannel.open(
                                all.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (!Files.exists(folder)) {
                var half = all.resolve(folder.getFileName() + ".new");
                Checkout.remove(half);
                history.unpack(commit, half);
                Poms.setVersion(half, Poms.version(half) + "-" + history.number(commit));
                Files.move(half, folder);
            }
        }
        return new PastRelease(folder);
    }

    public Path folder() {
        return folder;
    }

    /// Has its launcher build it, with the Maven and the JDK that the launcher finds, if that has
    /// not been done.
    ///
    /// @param progress is told in one line what takes its time
    /// @throws IOException with what went wrong, and where more is said
    public void build(Consumer<String> progress) throws IOException {
        if (!Files.isReadable(folder.resolve("node/target/classpath"))) {
            progress.accept("building the release in " + folder + " (once, a minute or so) ...");
        }
        if (!launch("version", BUILD)) {
            throw new IOException("the build failed, see " + log("version"));
        }
    }

    /// Has it practise, as operators are told to before an upgrade, if it has not. A release that
    /// cannot starts its nodes without.
    ///
    /// @param progress is told in one line what takes its time, and when that was in vain
    public void practise(Consumer<String> progress) {
        if (!Files.exists(folder.resolve("node/target/node.aot"))) {
            progress.accept("having that release practise (once, up to two minutes) ...");
        }
        if (!launch("practise", PRACTICE)) {
            progress.accept("it did not, see " + log("practise") + ": its nodes start without");
        }
    }

    private Path log(String command) {
        return folder.resolve(command + ".err");
    }

    private boolean launch(String command, Duration patience) {
        var launcher = folder.resolve("carillon").toString();
        try (var process =
                OwnedProcess.start(command, folder, Map.of(), List.of(launcher, command))) {
            return process.awaitExit(patience) && process.exitStatus().orElseThrow() == 0;
        }
    }
}
