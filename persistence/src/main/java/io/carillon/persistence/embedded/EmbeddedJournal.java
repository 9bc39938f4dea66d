package io.carillon.persistence.embedded;

import io.carillon.persistence.CallerThreadExecutor;
import io.carillon.persistence.JournalOverloadedException;
import io.carillon.persistence.embedded.EmbeddedStore.Event;
import io.carillon.persistence.embedded.EmbeddedStore.Reach;

import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;

import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.util.Try;

import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Pekko's write journal over [EmbeddedStore].
///
/// Serializes on the thread it runs on and leaves waiting for the disk to [GroupCommit]. What can
/// be answered from memory is answered at once, in particular "this id is new"; the rest is read on
/// a reader thread. A write that was certainly not stored (not serializable, too large, queue full)
/// is *rejected*; one that the disk refused *fails*.
///
/// One actor per system; [CallerThreadExecutor] says on which threads it runs.
public final class EmbeddedJournal extends AsyncWriteJournal {

    /// Pekko reads an empty answer as "all stored".
    private static final Iterable<Optional<Exception>> ALL_STORED = List.of();

    private final EmbeddedPersistence persistence = EmbeddedPersistence.get(context().system());
    private final EmbeddedStore store = persistence.store();
    private final StoredEvent codec = new StoredEvent(context().system());

    /// All of these come from one persistent actor and are stored by one change.
    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
            Iterable<AtomicWrite> messages) {
        var events = new ArrayList<Event>();
        var verdicts = new ArrayList<Optional<Exception>>();
        var persistenceId = "";
        var rejected = false;
        for (var message : messages) {
            persistenceId = message.persistenceId();
            var verdict = serialize(message, events);
            verdicts.add(verdict);
            rejected |= verdict.isPresent();
        }
        var answer = rejected ? verdicts : ALL_STORED;
        if (events.isEmpty()) {
            return Futures.successful(answer);
        }
        var stored = store.append(persistenceId, events);
        return overload(stored)
                .map(full -> rejectAll(verdicts, full))
                .map(Futures::successful)
                .orElseGet(() -> stored.map(_ -> answer, CallerThreadExecutor.CONTEXT));
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        return store.deleteEvents(persistenceId, toSequenceNr);
    }

    /// A write of this id that is still on its way belongs to an earlier incarnation of the entity:
    /// its number must not be given out a second time.
    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        var unfinished = store.commits().unfinished(persistenceId);
        if (unfinished.isPresent()) {
            return unfinished
                    .get()
                    .transform(_ -> Try.apply(() -> highest(persistenceId)), persistence.readers());
        }
        return store.highestSequenceNr(persistenceId, Reach.MEMORY)
                .map(Futures::successful)
                .orElseGet(
                        () -> Futures.future(() -> highest(persistenceId), persistence.readers()));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId, long from, long to, long max, Consumer<PersistentRepr> callback) {
        var inMemory = store.events(persistenceId, from, to, max, Reach.MEMORY);
        if (inMemory.isEmpty()) {
            return Futures.future(
                    () -> {
                        var read = store.events(persistenceId, from, to, max, Reach.DISK);
                        return replay(persistenceId, read.orElseThrow(), callback);
                    },
                    persistence.readers());
        }
        try {
            return Futures.successful(replay(persistenceId, inMemory.get(), callback));
        } catch (NotSerializableException e) {
            return Futures.failed(e);
        }
    }

    private Void replay(String persistenceId, List<Event> events, Consumer<PersistentRepr> callback)
            throws NotSerializableException {
        for (var event : events) {
            callback.accept(codec.repr(persistenceId, event.sequenceNr(), event.bytes()));
        }
        return null;
    }

    private long highest(String persistenceId) {
        return store.highestSequenceNr(persistenceId, Reach.DISK).orElseThrow();
    }

    /// Appends the events of one atomic write, or none of them and says why.
    private Optional<Exception> serialize(AtomicWrite message, List<Event> events) {
        var before = events.size();
        try {
            for (var repr : CollectionConverters.asJava(message.payload())) {
                events.add(store.event(repr.sequenceNr(), codec.encode(repr)));
            }
            return Optional.empty();
        } catch (Exception e) { // a serializer may throw anything, checked or not
            events.subList(before, events.size()).clear();
            return Optional.of(e);
        }
    }

    /// The reason why the queue did not take a write; it is known at once.
    private static Optional<Exception> overload(Future<Void> stored) {
        return stored.isCompleted()
                        && stored.value().get().failed().getOrElse(() -> null)
                                instanceof JournalOverloadedException full
                ? Optional.of(full)
                : Optional.empty();
    }

    private static Iterable<Optional<Exception>> rejectAll(
            List<Optional<Exception>> verdicts, Exception full) {
        return verdicts.stream().map(v -> v.or(() -> Optional.of(full))).toList();
    }
}
