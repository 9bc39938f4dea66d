package io.carillon.deploy.cluster;

import java.io.IOException;

/// Something with files and processes that may fail: one kind of failure for the caller.
@FunctionalInterface
interface Attempt {
    void run() throws ClusterFailure, IOException, InterruptedException;

    /// Runs it.
    static void at(Attempt attempt) throws ClusterFailure {
        try {
            attempt.run();
        } catch (IOException failure) {
            throw ClusterFailure.failed("files or processes cannot be used", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw ClusterFailure.failed("interrupted");
        }
    }
}
