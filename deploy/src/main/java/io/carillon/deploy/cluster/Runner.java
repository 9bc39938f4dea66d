package io.carillon.deploy.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/// The process of one member, as its folder knows it: starts it, finds it again, signals it.
///
/// What it says of itself, and whether it serves, is not known here.
final class Runner {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int LAST_LINES = 15;

    private final Member member;

    Runner(Member member) {
        this.member = member;
    }

    /// A process that was started just now.
    ///
    /// @param process as its parent knows it
    /// @param logFrom where its part of the log begins
    record Started(Process process, long logFrom) {
        /// Its exit status; empty while it runs.
        OptionalInt status() {
            return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
        }
    }

    /// The process, when it runs.
    Optional<ProcessMark> running() {
        return ProcessMark.read(pidFile()).filter(ProcessMark::isAlive);
    }

    /// Whether it was started, and nobody has stopped it in order since.
    boolean isMissed() {
        return Files.exists(pidFile());
    }

    /// Runs the member's script as a process that outlives this one.
    ///
    /// @throws ClusterFailure when it runs already, or there is nothing to run
    Started start() throws ClusterFailure, IOException {
        // Two commands at a time would start it twice, and forget one of them.
        try (var channel =
                        FileChannel.open(
                                member.folder().resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            if (lock == null) throw ClusterFailure.failed(member.name() + " is being started");
            var mark = running();
            if (mark.isPresent()) {
                throw ClusterFailure.failed(
                        member.name() + " runs already, as process " + mark.get().pid());
            }
            return launch();
        } catch (java.nio.channels.OverlappingFileLockException _) {
            throw ClusterFailure.failed(member.name() + " is being started");
        }
    }

    private Started launch() throws IOException {
        var log = member.log();
        Files.writeString(
                log,
                "--- %s starts, %s%n"
                        .formatted(member.name(), Instant.now().truncatedTo(ChronoUnit.MILLIS)),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        long from = Files.size(log);
        // A session of its own: what ends this one's terminal does not end it. setsid becomes the
        // script, and the script the process, so the id is that of the process.
        var process =
                new ProcessBuilder("setsid", member.folder().resolve("run").toString())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        var mark = ProcessMark.of(process.pid());
        if (mark.isPresent()) mark.get().write(pidFile());
        return new Started(process, from);
    }

    /// Waits for the end of a process.
    ///
    /// @return whether it ended in time
    static boolean awaitEnd(ProcessMark mark, Duration patience) throws InterruptedException {
        return await(() -> !mark.isAlive(), patience);
    }

    /// Waits until a process has heard SIGSTOP, or SIGCONT.
    ///
    /// @return whether it did in time
    static boolean awaitPaused(ProcessMark mark, boolean paused, Duration patience)
            throws InterruptedException {
        return await(() -> mark.isPaused() == paused, patience);
    }

    private static boolean await(BooleanSupplier done, Duration patience)
            throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > until) return false;
            Thread.sleep(LOOK);
        }
        return true;
    }

    /// Notes that it was stopped on purpose, and in order.
    void stopped() throws IOException {
        Files.deleteIfExists(pidFile());
    }

    /// The last lines of the log since `from`, for who wants to know what went wrong.
    List<String> lastLines(long from) {
        try (var channel = FileChannel.open(member.log())) {
            channel.position(Math.max(from, channel.size() - 16_384));
            var bytes = java.nio.channels.Channels.newInputStream(channel).readAllBytes();
            var lines = new ArrayList<>(new String(bytes, StandardCharsets.UTF_8).lines().toList());
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        } catch (IOException failure) {
            return List.of("no log: " + failure);
        }
    }

    private Path pidFile() {
        return member.folder().resolve("pid");
    }
}
