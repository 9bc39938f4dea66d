package io.carillon.node;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where a server's settings come from, on every command that starts one.
final class ServerOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings in HOCON; what they are: carillon.conf in the sources.")
    private Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "One setting; wins over the file. Lists: -Dkey.0=value -Dkey.1=value")
    private Map<String, String> settings = new LinkedHashMap<>();

    java.util.Optional<Path> config() {
        return java.util.Optional.ofNullable(config);
    }

    Map<String, String> settings() {
        return settings;
    }
}
