package io.carillon.persistence;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What a node has that no entity lives on. It lists nothing: those who keep the events do.
final class NoStore implements EventStore {
    private final WriteLatency latency = new WriteLatency();

    @Override
    public EntityDirectory directory() {
        return (prefix, after, limit) ->
                CompletableFuture.failedStage(
                        new JournalUnavailableException(
                                "this node keeps no registrations: ask one with the role core"));
    }

    @Override
    public JournalHealth health() {
        return Optional::empty;
    }

    @Override
    public WriteLatency writeLatency() {
        return latency;
    }

    @Override
    public Retention retention() {
        return Retention.EMBEDDED;
    }
}
