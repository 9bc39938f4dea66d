package io.carillon.chaos.sipp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What SIPp plays: a file of the resources and, where calls must be answered, the callee's file.
public enum Scenario {
    CALL("call", "callee", true),
    FIXED("fixed", "callee", true),
    MESSAGE("message", "message-callee", true),
    OPTIONS("options", null, false),
    REGISTER("register", null, true),
    REGISTER_DIGEST("register-digest", null, true),
    REGISTER_FLOW("register-flow", null, true);

    private final String file;
    private final Optional<String> callee;
    private final boolean usesUsers;

    Scenario(String file, String callee, boolean usesUsers) {
        this.file = file;
        this.callee = Optional.ofNullable(callee);
        this.usesUsers = usesUsers;
    }

    /// Whether requests name users, one after the other from the file of users.
    boolean usesUsers() {
        return usesUsers;
    }

    /// Whether somebody has to answer.
    public boolean needsCallee() {
        return callee.isPresent();
    }

    Path callerFile(Path directory) {
        return extract(file, directory);
    }

    Path calleeFile(Path directory) {
        return extract(callee.orElseThrow(), directory);
    }

    private static Path extract(String name, Path directory) {
        return Resource.copyTo(directory, "/sipp/" + name + ".xml");
    }

    /// Files of this module's jar, which other programs need as files.
    static final class Resource {
        private Resource() {}

        static Path copyTo(Path directory, String resource) {
            var target = directory.resolve(resource.substring(resource.lastIndexOf('/') + 1));
            try (var in = Scenario.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("no resource " + resource);
                }
                Files.write(target, in.readAllBytes());
                return target;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
