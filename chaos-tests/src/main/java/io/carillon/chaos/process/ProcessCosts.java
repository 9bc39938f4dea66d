package io.carillon.chaos.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What processes and their descendants have cost so far, read from `/proc`.
///
/// A process that ends between two readings takes its time with it unless its parent has waited
/// for it. The resolution is the kernel's tick, 10 ms on most machines: measure a second or more.
public final class ProcessCosts {
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int USER_TICKS = 11;
    private static final int LAST_TICKS = 14;

    private ProcessCosts() {}

    /// The processor time, user and system, of these processes and all below them, in seconds.
    public static double cpuSeconds(List<Long> roots) {
        var ticks = 0L;
        for (var pid : tree(roots)) {
            var fields = stat(pid);
            if (fields.isPresent()) {
                for (int i = USER_TICKS; i <= LAST_TICKS; i++) {
                    ticks += Long.parseLong(fields.get()[i]);
                }
            }
        }
        return ticks / (double) Machine.TICKS_PER_SECOND;
    }

    /// The memory of these processes and all below them in KiB, pages shared by several counted
    /// once (PSS).
    public static long memoryKib(List<Long> roots) {
        return tree(roots).stream().mapToLong(pid -> fieldKib(pid, "smaps_rollup", "Pss:")).sum();
    }

    /// The resident memory in KiB; shared pages count once for each process.
    public static long residentKib(List<Long> roots) {
        return tree(roots).stream().mapToLong(pid -> fieldKib(pid, "status", "VmRSS:")).sum();
    }

    private static long fieldKib(long pid, String file, String field) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), file))) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | java.io.UncheckedIOException gone) {
            return 0;
        }
    }

    /// These processes, as far as they live, and all their living descendants.
    public static Set<Long> tree(List<Long> roots) {
        var found = new LinkedHashSet<Long>();
        var open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            var pid = open.pop();
            if (stat(pid).isEmpty() || !found.add(pid)) {
                continue;
            }
            ProcessHandle.of(pid)
                    .ifPresent(
                            handle -> handle.children().forEach(child -> open.push(child.pid())));
        }
        return found;
    }

    /// The fields after the name, which may hold anything: state, parent, ...; empty for no process
    /// and for one that is dead but not waited for.
    private static Optional<String[]> stat(long pid) {
        try {
            var text =
                    Files.readString(
                            Path.of("/proc", Long.toString(pid), "stat"),
                            StandardCharsets.ISO_8859_1);
            var fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            var dead = fields[STATE].equals("Z") || fields[PARENT].isEmpty();
            return dead ? Optional.empty() : Optional.of(fields);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
