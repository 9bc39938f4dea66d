package io.carillon.persistence.embedded;

import io.carillon.persistence.JournalUnavailableException;

import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDBException;

import scala.concurrent.Future;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/// Events, snapshots and ids of one data directory as bytes: what a journal does, without Pekko.
///
/// Reads come in two kinds. [Reach#MEMORY] never touches the disk and answers "cannot say" (empty)
/// when it would have to; [Reach#DISK] may block. Writes go through [GroupCommit]. Safe from any
/// thread; after [#close()] everything fails with [JournalUnavailableException].
final class EmbeddedStore implements AutoCloseable {

    /// How far a read may go.
    enum Reach {
        MEMORY,
        DISK
    }

    /// One event of an id.
    @SuppressWarnings("ArrayRecordComponent") // owned by whoever asked, never compared
    record Event(long sequenceNr, byte[] bytes) {}

    /// One snapshot of an id.
    @SuppressWarnings("ArrayRecordComponent") // owned by whoever asked, never compared
    record Snapshot(SnapshotIndex.Entry entry, byte[] bytes) {}

    private final EmbeddedSettings settings;
    private final Database database;
    private final GroupCommit commits;
    private final ReadOptions fromDisk = new ReadOptions();
    private final ReadOptions fromMemory = new ReadOptions().setReadTier(ReadTier.BLOCK_CACHE_TIER);

    /// Readers hold the read side, closing takes the write side: RocksDB must not be read once
    /// shut.
    private final ReentrantReadWriteLock openness = new ReentrantReadWriteLock();

    private boolean closed;

    private EmbeddedStore(EmbeddedSettings settings, Database database, LongConsumer latencyNanos) {
        this.settings = settings;
        this.database = database;
        this.commits = new GroupCommit(database, settings, latencyNanos);
    }

    /// Takes the directory's lock; fails with [JournalUnavailableException] that says what to do.
    static EmbeddedStore open(EmbeddedSettings settings, LongConsumer latencyNanos) {
        return new EmbeddedStore(settings, Database.open(settings), latencyNanos);
    }

    GroupCommit commits() {
        return commits;
    }

    // -- writes

    /// Checks the size; fails with [IllegalArgumentException] when it is above the limit.
    Event event(long sequenceNr, byte[] bytes) {
        requireSize(bytes);
        return new Event(sequenceNr, bytes);
    }

    /// Stores these events of one id, all or none; they are in ascending order, not empty.
    Future<Void> append(String persistenceId, List<Event> events) {
        var id = Keys.id(persistenceId);
        var bytes = 0;
        for (var event : events) {
            bytes += event.bytes().length;
        }
        var highest = events.getLast().sequenceNr();
        return commits.submit(
                persistenceId,
                bytes,
                Mutation.blind(
                        batch -> {
                            for (var event : events) {
                                batch.put(
                                        database.events(),
                                        Keys.numbered(id, event.sequenceNr()),
                                        event.bytes());
                            }
                            batch.put(database.marks(), id, Keys.number(highest));
                        }));
    }

    /// Removes the events of an id up to and including this number. Its mark stays.
    Future<Void> deleteEvents(String persistenceId, long toSequenceNr) {
        var id = Keys.id(persistenceId);
        return commits.submit(
                persistenceId,
                0,
                Mutation.reading(
                        batch -> {
                            try (var at = database.db().newIterator(database.events(), fromDisk)) {
                                at.seek(Keys.numbered(id, 0));
                                while (at.isValid()
                                        && Keys.isNumberedOf(id, at.key())
                                        && Keys.sequenceNr(at.key()) <= toSequenceNr) {
                                    batch.delete(database.events(), at.key());
                                    at.next();
                                }
                                at.status();
                            }
                        }));
    }

    Future<Void> saveSnapshot(String persistenceId, Snapshot snapshot) {
        var id = Keys.id(persistenceId);
        return commits.submit(
                persistenceId,
                requireSize(snapshot.bytes()),
                Mutation.reading(
                        batch -> {
                            var index = storedIndex(id).with(snapshot.entry());
                            batch.put(database.snapshots(), Keys.index(id), index.encode());
                            batch.put(
                                    database.snapshots(),
                                    Keys.numbered(id, snapshot.entry().sequenceNr()),
                                    snapshot.bytes());
                        }));
    }

    Future<Void> deleteSnapshots(String persistenceId, Predicate<SnapshotIndex.Entry> dropped) {
        var id = Keys.id(persistenceId);
        return commits.submit(
                persistenceId,
                0,
                Mutation.reading(
                        batch -> {
                            var index = storedIndex(id);
                            for (var entry : index.matching(dropped)) {
                                batch.delete(
                                        database.snapshots(),
                                        Keys.numbered(id, entry.sequenceNr()));
                            }
                            var rest = index.without(dropped);
                            if (rest.isEmpty()) {
                                batch.delete(database.snapshots(), Keys.index(id));
                            } else {
                                batch.put(database.snapshots(), Keys.index(id), rest.encode());
                            }
                        }));
    }

    // -- reads: empty means "not in memory", and never with Reach.DISK

    /// The highest sequence number ever stored for this id, 0 for an unknown one.
    Optional<Long> highestSequenceNr(String persistenceId, Reach reach) {
        return reading(
                () ->
                        switch (Found.in(
                                database, database.marks(), Keys.id(persistenceId), reach)) {
                            case Found.Value(var bytes) -> Optional.of(Keys.number(bytes));
                            case Found.Nothing() -> Optional.of(0L);
                            case Found.Unknown() -> Optional.empty();
                        });
    }

    /// The events of an id in this range (both ends included), at most `max` of them.
    Optional<List<Event>> events(String persistenceId, long from, long to, long max, Reach reach) {
        var id = Keys.id(persistenceId);
        var options = reach == Reach.MEMORY ? fromMemory : fromDisk;
        return reading(
                () -> {
                    var events = new ArrayList<Event>();
                    try (var at = database.db().newIterator(database.events(), options)) {
                        at.seek(Keys.numbered(id, Math.max(0, from)));
                        while (at.isValid() && events.size() < max) {
                            var key = at.key();
                            if (!Keys.isNumberedOf(id, key) || Keys.sequenceNr(key) > to) {
                                break;
                            }
                            events.add(new Event(Keys.sequenceNr(key), at.value()));
                            at.next();
                        }
                        at.status();
                    } catch (RocksDBException e) {
                        if (reach == Reach.MEMORY && Found.needsDisk(e)) {
                            return Optional.empty();
                        }
                        throw e;
                    }
                    return Optional.of(List.copyOf(events));
                });
    }

    /// The newest snapshot that is wanted, if there is one.
    Optional<Optional<Snapshot>> snapshot(
            String persistenceId, Predicate<SnapshotIndex.Entry> wanted, Reach reach) {
        var id = Keys.id(persistenceId);
        return reading(
                () ->
                        switch (Found.in(database, database.snapshots(), Keys.index(id), reach)) {
                            case Found.Value(var bytes) ->
                                    snapshot(id, SnapshotIndex.decode(bytes).newest(wanted), reach);
                            case Found.Nothing() -> Optional.of(Optional.empty());
                            case Found.Unknown() -> Optional.empty();
                        });
    }

    /// Commits what is queued and gives the directory back.
    @Override
    public void close() {
        commits.close();
        openness.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                fromDisk.close();
                fromMemory.close();
                database.close();
            }
        } finally {
            openness.writeLock().unlock();
        }
    }

    /// What reads the database, to be run by [#reading].
    @FunctionalInterface
    interface Read<T> {
        T run() throws RocksDBException;
    }

    <T> T reading(Read<T> read) {
        openness.readLock().lock();
        try {
            if (closed) {
                throw new JournalUnavailableException("the journal is closed");
            }
            return read.run();
        } catch (RocksDBException e) {
            throw new JournalUnavailableException(
                    "the journal in " + settings.directory() + " cannot be read: " + e.getMessage(),
                    e);
        } finally {
            openness.readLock().unlock();
        }
    }

    Database database() {
        return database;
    }

    private Optional<Optional<Snapshot>> snapshot(
            byte[] id, Optional<SnapshotIndex.Entry> entry, Reach reach) throws RocksDBException {
        if (entry.isEmpty()) {
            return Optional.of(Optional.empty());
        }
        var key = Keys.numbered(id, entry.get().sequenceNr());
        return switch (Found.in(database, database.snapshots(), key, reach)) {
            case Found.Value(var bytes) ->
                    Optional.of(Optional.of(new Snapshot(entry.get(), bytes)));
            // Events before it may be deleted: to go on without it would be a wrong state.
            case Found.Nothing() ->
                    throw new JournalUnavailableException(
                            "snapshot " + entry.get() + " was removed while it was read");
            case Found.Unknown() -> Optional.empty();
        };
    }

    private int requireSize(byte[] bytes) {
        if (bytes.length > settings.maxEntryBytes()) {
            throw new IllegalArgumentException(
                    "an entry of "
                            + bytes.length
                            + " bytes is above max-entry-bytes = "
                            + settings.maxEntryBytes());
        }
        return bytes.length;
    }

    private SnapshotIndex storedIndex(byte[] id) throws RocksDBException {
        var stored = database.db().get(database.snapshots(), Keys.index(id));
        return stored == null ? SnapshotIndex.EMPTY : SnapshotIndex.decode(stored);
    }
}
