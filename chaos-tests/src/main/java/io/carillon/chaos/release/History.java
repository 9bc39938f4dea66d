package io.carillon.chaos.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.chaos.process.Tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What git knows of a checkout. Nothing in it is changed.
final class History {
    private final Path root;

    private History(Path root) {
        this.root = root;
    }

    /// The history of the checkout at `root`.
    ///
    /// @throws IOException with what is wrong, in one line: it may be an unpacked archive
    static History of(Path root) throws IOException {
        var history = new History(root.toRealPath());
        var said = history.git("rev-parse", "--show-toplevel");
        // An archive may have been unpacked somewhere in another project's checkout.
        if (said.status != 0 || !Path.of(said.text).equals(history.root)) {
            throw new IOException(
                    "%s is no git checkout, so there is no history to take another release from: name the folder of one that is built%s"
                            .formatted(root, said.why()));
        }
        return history;
    }

    /// The commit that is called so: by its id, a part of it, a tag or a branch.
    ///
    /// @return its whole id
    /// @throws IOException in one line, when there is none
    String commit(String name) throws IOException {
        var said = git("rev-parse", "--verify", "--end-of-options", name + "^{commit}");
        if (said.status != 0) {
            throw new IOException(
                    "'%s' is neither a folder nor a commit of this history (a shallow clone has a part of it alone: git fetch --unshallow)"
                            .formatted(name));
        }
        return said.text;
    }

    /// How many commits lead to this one, itself included.
    int number(String commit) throws IOException {
        var said = git("rev-list", "--count", commit);
        if (said.status != 0) {
            throw new IOException("git cannot count the commits to " + commit + said.why());
        }
        return Integer.parseInt(said.text);
    }

    /// Writes the files of a commit into a folder, which is made.
    void unpack(String commit, Path folder) throws IOException {
        Files.createDirectories(folder);
        var archive = command("archive", "--format=tar", commit);
        var tar = new ProcessBuilder("tar", "-x", "-C", folder.toString());
        for (var each : List.of(archive, tar)) {
            each.redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        for (var process : ProcessBuilder.startPipeline(List.of(archive, tar))) {
            if (status(process) != 0) {
                throw new IOException("could not unpack " + commit + " into " + folder);
            }
        }
    }

    private ProcessBuilder command(String... words) throws IOException {
        var git = Tool.GIT.path().orElseThrow(() -> new IOException(Tool.GIT.missing()));
        var command = new ArrayList<>(List.of(git.toString(), "-C", root.toString()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command);
    }

    /// @param text without the end of the last line
    private record Said(int status, String text, String errors) {
        String why() {
            return errors.lines().findFirst().map(line -> " (" + line + ")").orElse("");
        }
    }

    private Said git(String... words) throws IOException {
        var process = command(words).start();
        // What these commands say is no longer than a line or two: neither pipe fills.
        var text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        var errors = new String(process.getErrorStream().readAllBytes(), UTF_8).strip();
        return new Said(status(process), text, errors);
    }

    private static int status(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroy();
            throw new IOException("interrupted while git worked", interrupted);
        }
    }
}
