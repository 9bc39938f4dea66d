package io.carillon.chaos.scenario;

/// A line of a scenario that says nothing we know, for the person who wrote it.
public final class ScenarioError extends Exception {
    private static final long serialVersionUID = 1;

    ScenarioError(String message) {
        super(message);
    }
}
