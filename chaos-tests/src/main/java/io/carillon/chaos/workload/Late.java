package io.carillon.chaos.workload;

/// A request whose first answer took long, or never came (`millis` -1).
public record Late(long begunNanos, long millis) {}
