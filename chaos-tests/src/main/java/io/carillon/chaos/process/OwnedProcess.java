package io.carillon.chaos.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A process that was started here and is ended here, by its own id, also when this JVM ends early.
///
/// Its standard output and errors go to `NAME.out` and `NAME.err` in its directory; its standard
/// input is empty. What it prints means something to others only.
public final class OwnedProcess implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final Duration GRACE = Duration.ofSeconds(5);

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(OwnedProcess::endAll, "end-processes"));
    }

    private final Process process;
    private final Path out;
    private final Path err;

    private OwnedProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /// Starts `command` in `directory`, with these variables added to the environment.
    public static OwnedProcess start(
            String name, Path directory, Map<String, String> environment, List<String> command) {
        var out = directory.resolve(name + ".out");
        var err = directory.resolve(name + ".err");
        var builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(directory);
            var process = builder.start();
            RUNNING.add(process);
            process.onExit().thenAccept(RUNNING::remove);
            return new OwnedProcess(process, out, err);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// The exit status, 128 and the signal's number for one ended by a signal; empty while it runs.
    public OptionalInt exitStatus() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /// Waits for the end; false when it has not come in time.
    public boolean awaitExit(Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// SIGTERM: asks it to end.
    public void terminate() {
        process.destroy();
    }

    /// SIGKILL, and waits until the kernel has taken the process away.
    public void kill() {
        process.destroyForcibly();
        if (!awaitExit(GRACE)) {
            throw new IllegalStateException("process " + pid() + " does not die");
        }
    }

    /// Sends a signal by its name without SIG, for those that Java has no method for.
    public void signal(String name) {
        if (!process.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor(GRACE.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// What it has printed so far.
    public String output() {
        return text(out);
    }

    /// What it has printed to standard error so far.
    public String errors() {
        return text(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Asks it to end, and kills it when it does not within a few seconds.
    @Override
    public void close() {
        if (!process.isAlive()) {
            return;
        }
        terminate();
        if (!awaitExit(GRACE)) {
            kill();
        }
    }

    private static void endAll() {
        RUNNING.forEach(Process::destroy);
        var until = System.nanoTime() + GRACE.toNanos();
        for (var process : RUNNING) {
            try {
                var left = Math.max(1, until - System.nanoTime());
                if (!process.waitFor(left, TimeUnit.NANOSECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException interrupted) {
                process.destroyForcibly();
            }
        }
    }
}
