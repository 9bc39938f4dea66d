package io.carillon.chaos;

import io.carillon.chaos.process.Tool;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// What a test cannot run without: missing, it is skipped, but fails where `CI` is `true`, so that
/// nothing is skipped there unseen.
public final class Needs {
    private Needs() {}

    /// Skips the test that asks, or fails it, where the tool is not installed.
    public static void tool(Tool tool) {
        var there = tool.path().isPresent();
        if (!there && "true".equals(System.getenv("CI"))) {
            Assertions.fail(tool.missing());
        }
        Assumptions.assumeTrue(there, tool.missing());
    }

    /// Whether tests run at full size: `-Dchaos.full=true`.
    static boolean fullSize() {
        return Boolean.getBoolean("chaos.full");
    }
}
