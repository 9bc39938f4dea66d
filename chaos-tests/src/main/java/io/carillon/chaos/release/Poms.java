package io.carillon.chaos.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The version in the POMs of a source tree: in the first of them, and in each module's name of its
/// parent.
final class Poms {
    private static final Pattern VERSION =
            Pattern.compile(
                    "(?<before><groupId>io\\.carillon</groupId>\\s*<artifactId>carillon</artifactId>\\s*<version>)(?<version>[^<]*)(?=</version>)");

    private Poms() {}

    /// What the tree at `root` calls itself.
    static String version(Path root) throws IOException {
        var pom = root.resolve("pom.xml");
        var found = VERSION.matcher(Files.readString(pom));
        if (!found.find()) {
            throw new IOException(pom + " does not say which version of Carillon this is");
        }
        return found.group("version");
    }

    /// Has the tree at `root`, and every module in it, call itself so.
    static void setVersion(Path root, String version) throws IOException {
        for (var pom : all(root)) {
            var text = Files.readString(pom);
            var changed = VERSION.matcher(text).replaceAll("${before}" + version);
            if (!changed.equals(text)) {
                Files.writeString(pom, changed);
            }
        }
    }

    private static List<Path> all(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.endsWith("pom.xml")).toList();
        }
    }
}
