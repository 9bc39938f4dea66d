package io.carillon.persistence.cassandra;

import com.typesafe.config.Config;

import io.carillon.persistence.CallerThreadExecutor;
import io.carillon.persistence.WriteLatency;

import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.cassandra.journal.CassandraJournal;

import scala.Function1;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

import java.util.List;
import java.util.Optional;

/// The plugin's journal: it deletes as the plugin does, writes single events by [EventWriter], with
/// all writes timed, and reads by [PastReader].
///
/// The plugin's class is open to extension in its own house only; what is overridden here is
/// Pekko's journal interface, which does not change within a release line. The plugin makes it, by
/// its class name.
public final class CassandraEvents extends CassandraJournal {
    /// Pekko reads an empty answer as "all stored".
    private static final Seq<Try<BoxedUnit>> ALL_STORED =
            CollectionConverters.asScala(List.<Try<BoxedUnit>>of()).toSeq();

    private final WriteLatency latency;
    private final PastReader past;
    private final EventWriter writer;

    public CassandraEvents(Config config, String path) {
        super(config, path);
        var cassandra = CassandraPersistence.get(context().system());
        latency = cassandra.writeLatency();
        past = cassandra.past();
        writer = cassandra.writer();
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
        long begun = System.nanoTime();
        var only = onlyEvent(messages);
        // What cannot be serialized fails before anything has begun.
        var row = only.map(writer::row);
        var end = past.writing(messages.head().persistenceId());
        var written =
                row.isPresent()
                        ? FutureConverters.asScala(writer.write(row.get()))
                                .map(_ -> ALL_STORED, CallerThreadExecutor.CONTEXT)
                        : super.asyncWriteMessages(messages);
        written.onComplete(
                result -> {
                    if (result.isSuccess()) latency.record(System.nanoTime() - begun);
                    return end.complete(null);
                },
                context().dispatcher());
        return written;
    }

    private static Optional<PersistentRepr> onlyEvent(Seq<AtomicWrite> messages) {
        boolean one =
                messages.size() == 1
                        && messages.head().size() == 1
                        && messages.head().payload().head().metadata().isEmpty();
        return one ? Optional.of(messages.head().payload().head()) : Optional.empty();
    }

    @Override
    public Future<Object> asyncReadHighestSequenceNr(String id, long from) {
        return FutureConverters.asScala(past.highest(id, from).thenApply(Object.class::cast));
    }

    @Override
    public Future<BoxedUnit> asyncReplayMessages(
            String id, long from, long to, long max, Function1<PersistentRepr, BoxedUnit> replay) {
        return FutureConverters.asScala(
                past.replay(id, from, to)
                        .thenApply(
                                events -> {
                                    events.stream().limit(max).forEach(replay::apply);
                                    return BoxedUnit.UNIT;
                                }));
    }
}
