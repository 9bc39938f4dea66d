package io.carillon.deploy.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What stands in a node's folder before it starts: its configuration, and the options of its JVM.
///
/// Written anew at each start, so that a folder of an earlier release serves as well.
final class CassandraFiles {
    private CassandraFiles() {}

    static Path arguments(Path folder) {
        return folder.resolve("conf/jvm.options");
    }

    static void write(CassandraSettings settings, CassandraLibraries libraries) throws IOException {
        var folder = settings.folder();
        Files.createDirectories(folder.resolve("conf"));
        Files.createDirectories(folder.resolve("tmp"));
        var values =
                Map.of(
                        "folder", folder.toString(),
                        "address", settings.address(),
                        "seeds", String.join(",", settings.addresses()),
                        "token", Long.toString(settings.token()),
                        "heap", Integer.toString(settings.heapMegabytes()),
                        "jamm", libraries.memoryMeter().toString(),
                        "libraries", libraries.folder().toString());
        write("cassandra.yaml", folder.resolve("conf/cassandra.yaml"), values);
        write("logback.xml", folder.resolve("conf/logback.xml"), values);
        write("jvm.options", arguments(folder), values);
    }

    private static void write(String name, Path file, Map<String, String> values)
            throws IOException {
        try (var resource = CassandraFiles.class.getResourceAsStream(name)) {
            if (resource == null) throw new IOException(name + " is missing beside this class");
            var text = new String(resource.readAllBytes(), UTF_8);
            for (var value : values.entrySet()) {
                text = text.replace("${" + value.getKey() + "}", value.getValue());
            }
            Files.writeString(file, text);
        }
    }
}
