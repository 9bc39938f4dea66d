package io.carillon.chaos.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A file with a line for each round that was played, by which a long trial goes on after a break.
///
///     kill-core round 17 passed: failed 0, lost 0, delay 1.93 s, ...
///         memory in MiB: core-1 402 (71 s), ...
final class RoundLog {
    private final Path file;

    RoundLog(Path file) {
        this.file = file;
    }

    /// How many rounds of this scenario are written down.
    int rounds(String scenario) {
        return Math.toIntExact(
                lines().stream().filter(each -> each.startsWith(scenario + " round ")).count());
    }

    /// How many of them were not passed.
    long failed(String scenario) {
        return lines().stream()
                .filter(each -> each.startsWith(scenario + " round ") && each.contains(" FAILED"))
                .count();
    }

    /// @param more lines that are for people alone
    void add(String scenario, int round, String what, List<String> more) {
        try {
            var text = new StringBuilder("%s round %d %s%n".formatted(scenario, round, what));
            more.forEach(each -> text.append("    ").append(each).append(System.lineSeparator()));
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<String> lines() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
