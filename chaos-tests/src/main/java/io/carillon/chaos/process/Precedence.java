package io.carillon.chaos.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/// Precedence of what stands for other machines over what is measured: who waits for a processor
/// itself takes the server for slow.
public final class Precedence {
    private static final String NICENESS = "-10";
    private static final Path THREADS = Path.of("/proc/self/task");

    /// Collects garbage while all else waits.
    private static final String VM_THREAD = "VM Thread";

    private Precedence() {}

    /// Lets the calling thread, and the one that collects its garbage, run before those of other
    /// processes. Threads that were there before, and processes that they start, are not touched.
    ///
    /// @return whether that is allowed: only to root, or with the capability CAP_SYS_NICE
    public static boolean take() {
        try {
            var command = new ArrayList<String>();
            command.add("renice");
            command.add("-n");
            command.add(NICENESS);
            command.add("-p");
            command.add(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName() + "");
            try (var threads = Files.newDirectoryStream(THREADS)) {
                for (var thread : threads) {
                    var name = Files.readString(thread.resolve("comm")).strip();
                    if (name.equals(VM_THREAD)) command.add(thread.getFileName().toString());
                }
            }
            var process =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException unknown) {
            return false; // not Linux, or no renice
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
