package io.carillon.chaos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// How many samples of a profile fell to what, by the frames of their stacks.
///
/// @param all samples
/// @param serialization writing what one node tells another, and reading it; messages that are
///     parsed again by the receiver are part of that
/// @param collections of garbage
/// @param compilers of the JVM
record Stacks(long all, long serialization, long collections, long compilers) {
    static final Stacks NONE = new Stacks(0, 0, 0, 0);

    /// Frames below which there is nothing else: the wire form of messages, and the actor system's
    /// look-up of it. What comes of a message after it was read has other frames.
    private static final List<String> SERIALIZATION =
            List.of(
                    "io/carillon/sharding/wire/",
                    "io/carillon/node/link/Links.payload",
                    "io/carillon/node/link/Links.message",
                    "io/carillon/node/link/Frame.");

    private static final List<String> COLLECTORS = List.of("[GC Thread", "[G1 ", "[VM Thread");
    private static final List<String> COMPILERS = List.of("[C1 Compiler", "[C2 Compiler");

    /// Reads a file of collapsed stacks: thread and frames from the outermost on, separated by
    /// semicolons, and how often.
    static Stacks read(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(Stacks::of).reduce(NONE, Stacks::plus);
        }
    }

    static Stacks of(String line) {
        int space = line.lastIndexOf(' ');
        long count = Long.parseLong(line.substring(space + 1));
        var stack = line.substring(0, space);
        return new Stacks(
                count,
                SERIALIZATION.stream().anyMatch(stack::contains) ? count : 0,
                COLLECTORS.stream().anyMatch(stack::startsWith) ? count : 0,
                COMPILERS.stream().anyMatch(stack::startsWith) ? count : 0);
    }

    Stacks plus(Stacks other) {
        return new Stacks(
                all + other.all,
                serialization + other.serialization,
                collections + other.collections,
                compilers + other.compilers);
    }

    /// The shares, compilers left out as they come to an end.
    String line() {
        double counted = Math.max(1, all - compilers);
        return String.format(
                Locale.ROOT,
                "%.1f %% serialization, %.1f %% collections (of %d samples; compilers, %d"
                        + " more, left out)",
                100 * serialization / counted,
                100 * collections / counted,
                all - compilers,
                compilers);
    }
}
