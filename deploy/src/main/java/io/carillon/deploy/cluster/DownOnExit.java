package io.carillon.deploy.cluster;

import java.util.function.Consumer;

/// Takes a cluster down when this JVM ends before it is closed, by a signal for example: processes
/// of a cluster go on without who started them.
public final class DownOnExit implements AutoCloseable {
    private final LocalCluster cluster;
    private final Consumer<String> complaints;
    private final Thread hook = new Thread(this::down, "cluster-down");

    /// @param complaints is told when something goes on all the same
    public DownOnExit(LocalCluster cluster, Consumer<String> complaints) {
        this.cluster = cluster;
        this.complaints = complaints;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Takes it down now, also for a thread that has been interrupted.
    public void down() {
        boolean interrupted = Thread.interrupted();
        try {
            cluster.down();
        } catch (ClusterFailure failure) {
            complaints.accept(failure.getMessage());
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /// The cluster may go on without this JVM. Without effect when that is ending already.
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // It runs.
        }
    }
}
