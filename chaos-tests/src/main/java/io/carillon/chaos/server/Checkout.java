package io.carillon.chaos.server;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where this source tree is, and where processes started from it may write.
public final class Checkout {
    private Checkout() {}

    /// The folder that holds `./carillon`: the property `carillon.root`, or found upwards from
    /// here.
    public static Path root() {
        var given = System.getProperty("carillon.root");
        var at = Path.of(given == null ? "" : given).toAbsolutePath().normalize();
        while (at != null && !Files.isExecutable(at.resolve("carillon"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("no ./carillon here or above: set -Dcarillon.root");
        }
        return at;
    }

    /// A new empty directory, under `chaos.directory` where that property is set.
    public static Path newDirectory(String name) {
        try {
            var base = System.getProperty("chaos.directory");
            if (base == null) {
                return Files.createTempDirectory("carillon-" + name + "-");
            }
            var parent = Files.createDirectories(Path.of(base).toAbsolutePath().normalize());
            return Files.createTempDirectory(parent, name + "-");
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    /// Removes a directory and all in it, as far as that is possible.
    public static void remove(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var all = Files.walk(directory)) {
            all.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (java.io.IOException | java.io.UncheckedIOException left) {
            System.err.println("could not remove " + directory + ": " + left.getMessage());
        }
    }
}
