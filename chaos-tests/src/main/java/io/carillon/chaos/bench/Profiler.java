package io.carillon.chaos.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// async-profiler in JVMs that run: where their processor time goes, kernel, compilers and
/// collections included.
///
/// Loaded by way of `jcmd`, from the library in its jar. It samples each thread's own processor
/// time and so costs what it measures a few per cent.
final class Profiler {
    private static final String START = "start,event=ctimer,interval=1ms,threads";

    private final Path library;
    private final Path directory;
    private final String label;
    private final List<Long> processes;

    private Profiler(Path library, Path directory, String label, List<Long> processes) {
        this.library = library;
        this.directory = directory;
        this.label = label;
        this.processes = processes;
    }

    /// Begins to look at these processes.
    ///
    /// @param directory where the stacks will be
    /// @param label what their files' names begin with
    static Profiler start(Path directory, String label, List<Long> processes) {
        try {
            Files.createDirectories(directory);
            var at = directory.toAbsolutePath().normalize();
            var profiler = new Profiler(library(at), at, label, List.copyOf(processes));
            for (var pid : profiler.processes) {
                profiler.tell(pid, START);
            }
            return profiler;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Ends it and writes `LABEL-1.collapsed` and so on, a file for each process.
    Stacks stop() {
        var all = Stacks.NONE;
        try {
            for (int i = 0; i < processes.size(); i++) {
                var file = directory.resolve("%s-%d.collapsed".formatted(label, i + 1));
                tell(processes.get(i), "stop,collapsed,file=" + file);
                all = all.plus(Stacks.read(file));
            }
            return all;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path library(Path directory) throws IOException {
        var machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        var name = "/linux-" + machine + "/libasyncProfiler.so";
        try (var in = Profiler.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("async-profiler has no library for this machine");
            }
            return Files.write(directory.resolve("libasyncProfiler.so"), in.readAllBytes());
        }
    }

    /// jcmd takes what stands in quotes for one value, whatever is in it.
    private void tell(long pid, String command) throws IOException {
        var process =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/jcmd",
                                Long.toString(pid),
                                "JVMTI.agent_load",
                                library.toString(),
                                "\"" + command + "\"")
                        .redirectErrorStream(true)
                        .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // jcmd reports what went wrong in the agent in its text alone.
        if (!said.contains("return code: 0")) {
            throw new IllegalStateException("async-profiler: " + said.strip());
        }
    }
}
