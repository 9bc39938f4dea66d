/// The journal of a node that has no database: one RocksDB instance per data directory.
///
/// In: writes, deletions and snapshots from the two Pekko plugins ([EmbeddedJournal],
/// [EmbeddedSnapshotStore]), which share one [EmbeddedStore] and so one [GroupCommit] thread.
/// Out: acknowledgements after an fsync, replayed events, snapshots, a page of ids, health.
///
/// ```
/// entity => EmbeddedJournal -> StoredEvent -> GroupCommit => (RocksDB WAL, fsync) => entity
/// entity => EmbeddedJournal -> EmbeddedStore (memory; a reader thread only if the disk is needed)
/// ```
package io.carillon.persistence.embedded;
