package io.carillon.chaos.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The programs of others that tests and benchmark drive, and the Debian package of each.
public enum Tool {
    SIPP("sipp", "sip-tester"),
    BARESIP("baresip", "baresip-core"),
    GIT("git", "git"),
    KAMAILIO("kamailio", "kamailio");

    private final String command;
    private final String debianPackage;

    Tool(String command, String debianPackage) {
        this.command = command;
        this.debianPackage = debianPackage;
    }

    /// Where it is; empty when it is not installed.
    public Optional<Path> path() {
        var folders = new ArrayList<String>();
        folders.addAll(List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)));
        folders.addAll(List.of("/usr/sbin", "/usr/local/sbin"));
        return folders.stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// As [#path], where there is no going on without it.
    public String required() {
        return path().orElseThrow(() -> new IllegalStateException(missing())).toString();
    }

    /// What to tell a person who has not installed it.
    public String missing() {
        return "%s is not installed (Debian: apt-get install %s)".formatted(command, debianPackage);
    }
}
