package io.carillon.persistence.embedded;

import io.carillon.persistence.embedded.EmbeddedStore.Reach;
import io.carillon.persistence.embedded.EmbeddedStore.Snapshot;

import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;

import scala.Option;
import scala.concurrent.Future;

import java.io.NotSerializableException;
import java.util.Optional;
import java.util.function.Predicate;

/// Pekko's snapshot store over [EmbeddedStore], beside [EmbeddedJournal].
///
/// "There is none" is answered at once from memory; a snapshot that lies on disk is read on a
/// reader thread. One actor per system; [CallerThreadExecutor] says on which threads it runs.
public final class EmbeddedSnapshotStore extends SnapshotStore {

    private final EmbeddedPersistence persistence = EmbeddedPersistence.get(context().system());
    private final EmbeddedStore store = persistence.store();
    private final StoredEvent codec = new StoredEvent(context().system());

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(
            String persistenceId, SnapshotSelectionCriteria criteria) {
        var wanted = matching(criteria);
        var inMemory = store.snapshot(persistenceId, wanted, Reach.MEMORY);
        if (inMemory.isEmpty()) {
            return Futures.future(
                    () -> {
                        var read = store.snapshot(persistenceId, wanted, Reach.DISK);
                        return selected(persistenceId, read.orElseThrow());
                    },
                    persistence.readers());
        }
        try {
            return Futures.successful(selected(persistenceId, inMemory.get()));
        } catch (NotSerializableException e) {
            return Futures.failed(e);
        }
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        var entry = new SnapshotIndex.Entry(metadata.sequenceNr(), metadata.timestamp());
        var bytes =
                codec.encode(
                        new StoredEvent.Envelope(
                                metadata.timestamp(),
                                "",
                                "",
                                snapshot,
                                metadata.metadata().isDefined()
                                        ? metadata.metadata().get()
                                        : null));
        return store.saveSnapshot(metadata.persistenceId(), new Snapshot(entry, bytes));
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        return store.deleteSnapshots(
                metadata.persistenceId(),
                entry ->
                        entry.sequenceNr() == metadata.sequenceNr()
                                // 0 stands for whatever time it was saved at
                                && (metadata.timestamp() == 0
                                        || entry.timestamp() == metadata.timestamp()));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return store.deleteSnapshots(persistenceId, matching(criteria));
    }

    private Optional<SelectedSnapshot> selected(String persistenceId, Optional<Snapshot> found)
            throws NotSerializableException {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var entry = found.get().entry();
        var envelope = codec.decode(found.get().bytes());
        var metadata =
                new SnapshotMetadata(
                        persistenceId,
                        entry.sequenceNr(),
                        entry.timestamp(),
                        Option.apply(envelope.metadataOrNull()));
        return Optional.of(SelectedSnapshot.create(metadata, envelope.payload()));
    }

    private static Predicate<SnapshotIndex.Entry> matching(SnapshotSelectionCriteria criteria) {
        return entry ->
                entry.sequenceNr() >= criteria.minSequenceNr()
                        && entry.sequenceNr() <= criteria.maxSequenceNr()
                        && entry.timestamp() >= criteria.minTimestamp()
                        && entry.timestamp() <= criteria.maxTimestamp();
    }
}
