package io.carillon.node.ops;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Whether the node can serve right now, and what keeps it from it.
///
/// @param checks name to `ok` or what is wrong, in the order of a node's start
public record Readiness(Map<String, String> checks) {
    private static final String OK = "ok";

    /// Of these checks, empty where all is well.
    public static Readiness of(Map<String, Optional<String>> troubles) {
        var checks = new LinkedHashMap<String, String>();
        troubles.forEach((name, trouble) -> checks.put(name, trouble.orElse(OK)));
        return new Readiness(checks);
    }

    public boolean isReady() {
        return checks.values().stream().allMatch(OK::equals);
    }
}
