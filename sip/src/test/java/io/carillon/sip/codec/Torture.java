package io.carillon.sip.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The message collection of `src/test/torture`, as octets.
final class Torture {
    static final Path ROOT = root();

    private Torture() {}

    private static Path root() {
        var inModule = Path.of("src/test/torture");
        return Files.isDirectory(inModule) ? inModule : Path.of("sip").resolve(inModule);
    }

    static byte[] file(String name) {
        try {
            return Files.readAllBytes(ROOT.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return new String(file(name), StandardCharsets.UTF_8);
    }

    /// The names of the files of a folder, as they stand in the tables.
    static List<String> names(String folder, String ending) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.map(file -> folder + "/" + file.getFileName())
                    .filter(name -> name.endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The rows of a tab-separated table, without its comments.
    static List<List<String>> table(String name) {
        return text(name)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> Arrays.asList(line.split("\t", -1)))
                .toList();
    }

    /// The messages of the RFC 3665 call flows, in order, with CRLF.
    static List<byte[]> flows() {
        var messages = new ArrayList<byte[]>();
        for (var name : names("rfc3665", ".yaml")) messages.addAll(flow(text(name)));
        return messages;
    }

    /// A YAML list of block texts: an entry begins with `- |`, its lines are indented by two.
    private static List<byte[]> flow(String yaml) {
        var messages = new ArrayList<byte[]>();
        StringBuilder message = null;
        for (var line : yaml.split("\n", -1)) {
            if (line.startsWith("- |")) {
                if (message != null) messages.add(octets(message));
                message = new StringBuilder();
            } else if (message != null && !line.startsWith("#")) {
                message.append(line.startsWith("  ") ? line.substring(2) : line).append("\r\n");
            }
        }
        if (message != null) messages.add(octets(message));
        return messages;
    }

    private static byte[] octets(StringBuilder message) {
        if (message.indexOf("\r\n\r\n") < 0) message.append("\r\n");
        return message.toString().getBytes(StandardCharsets.UTF_8);
    }
}
