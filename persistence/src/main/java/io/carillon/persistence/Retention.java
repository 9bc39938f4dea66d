package io.carillon.persistence;

import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/// How much of an entity's past a journal keeps.
///
/// An address-of-record lives for years and writes an event each time a durable lease moves: about
/// one an hour for each phone. Nobody asks for its past, only for its present, so a snapshot every
/// [#EVENTS_PER_SNAPSHOT] events stands for what came before:
///
/// - recovery reads one snapshot and fewer than that many events: some 6 KB, one block or two;
/// - the snapshot adds a twentieth to the writes, and is not on the path of the answer;
/// - the newest snapshot and the one before it are kept, and the events of the last two intervals
///   at most. A snapshot that was not stored deletes nothing.
public enum Retention {

    /// Deletes events that a snapshot stands for: cheap where the store is an LSM tree in the
    /// process, and the only thing that bounds its size.
    EMBEDDED,

    /// The same. A deleted range is one tombstone whatever lies in it, each covers the ones before,
    /// and readers begin behind it; without deletions a partition would grow for ever.
    CASSANDRA;

    /// About a day of one phone's leases.
    static final int EVENTS_PER_SNAPSHOT = 20;

    private static final int SNAPSHOTS_KEPT = 1;

    /// The same as Pekko wants to hear it.
    public RetentionCriteria criteria() {
        var snapshots = RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, SNAPSHOTS_KEPT);
        return switch (this) {
            case EMBEDDED, CASSANDRA -> snapshots.withDeleteEventsOnSnapshot();
        };
    }
}
