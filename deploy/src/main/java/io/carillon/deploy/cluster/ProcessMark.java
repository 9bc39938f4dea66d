package io.carillon.deploy.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Which process is meant: its id, and when it began, because ids are used again.
///
/// Nothing is ever signalled but by a mark that still fits.
///
/// @param pid its id
/// @param began when, in ticks since the machine was started
/// @param boot which start of the machine
record ProcessMark(long pid, long began, String boot) {
    private static final Path PROCESSES = Path.of("/proc");
    private static final Path BOOT = PROCESSES.resolve("sys/kernel/random/boot_id");

    /// Where the fields are in what the kernel says of a process after its name, which may contain
    /// anything.
    private static final int STATE = 0;

    private static final int BEGAN = 19;

    /// The mark of a process that runs now.
    static Optional<ProcessMark> of(long pid) {
        return fields(pid)
                .map(each -> new ProcessMark(pid, Long.parseLong(each.get(BEGAN)), bootNow()));
    }

    /// Reads what [#write] has written; empty when there is none, or half of one.
    static Optional<ProcessMark> read(Path file) {
        try {
            var lines = Files.readAllLines(file);
            if (lines.size() < 2) return Optional.empty();
            var second = lines.get(1).split(" ", -1);
            if (second.length != 2) return Optional.empty();
            return Optional.of(
                    new ProcessMark(
                            Long.parseLong(lines.get(0)), Long.parseLong(second[0]), second[1]));
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// Writes it down: the id on a line of its own, for people and scripts, then the rest.
    void write(Path file) throws IOException {
        var aside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(aside, pid + "\n" + began + " " + boot + "\n");
        Files.move(aside, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /// Whether that very process still runs.
    boolean isAlive() {
        return now().isPresent();
    }

    /// Whether it runs, but was sent SIGSTOP.
    boolean isPaused() {
        return now().map(each -> each.get(STATE).equals("T")).orElse(false);
    }

    private Optional<List<String>> now() {
        return fields(pid)
                .filter(each -> !"ZX".contains(each.get(STATE)))
                .filter(each -> Long.parseLong(each.get(BEGAN)) == began)
                .filter(_ -> bootNow().equals(boot));
    }

    /// Sends it a signal, named without SIG, when it still runs.
    ///
    /// @return whether it was sent
    boolean signal(String name) throws IOException, InterruptedException {
        if (!isAlive()) return false;
        // The shell's own kill: not every machine has the program.
        var kill = List.of("/bin/sh", "-c", "kill -" + name + " " + pid + " 2>/dev/null");
        return new ProcessBuilder(kill).start().waitFor() == 0;
    }

    private static Optional<List<String>> fields(long pid) {
        try {
            var text = Files.readString(PROCESSES.resolve(Long.toString(pid)).resolve("stat"));
            return Optional.of(List.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1)));
        } catch (IOException _) {
            return Optional.empty(); // it has ended
        }
    }

    private static String bootNow() {
        try {
            return Files.readString(BOOT).strip();
        } catch (IOException _) {
            return "unknown";
        }
    }
}
