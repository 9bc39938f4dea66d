package io.carillon.deploy.cluster;

/// What was asked of a cluster could not be done. The message is for the person who asked.
public final class ClusterFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean usage;

    private ClusterFailure(boolean usage, String message, Throwable cause) {
        super(message, cause);
        this.usage = usage;
    }

    /// What was asked for makes no sense, or the settings are wrong.
    static ClusterFailure usage(String message) {
        return new ClusterFailure(true, message, null);
    }

    /// It was tried, and did not work.
    static ClusterFailure failed(String message) {
        return new ClusterFailure(false, message, null);
    }

    static ClusterFailure failed(String message, Throwable cause) {
        return new ClusterFailure(false, message + ": " + cause, cause);
    }

    /// Whether the one who asked has to ask for something else.
    public boolean isUsage() {
        return usage;
    }
}
