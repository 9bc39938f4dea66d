package io.carillon.persistence.cassandra;

import com.typesafe.config.Config;

import io.carillon.persistence.WriteLatency;

import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.cassandra.journal.CassandraJournal;

import scala.Function1;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/// The plugin's journal: it writes and deletes as the plugin does, with writes timed, and reads by
/// [PastReader].
///
/// The plugin's class is open to extension in its own house only; what is overridden here is
/// Pekko's
/// journal interface, which does not change within a release line. The plugin makes it, by its
/// class
/// name.
public final class CassandraEvents extends CassandraJournal {
    private final WriteLatency latency;
    private final PastReader past;

    public CassandraEvents(Config config, String path) {
        super(config, path);
        var cassandra = CassandraPersistence.get(context().system());
        latency = cassandra.writeLatency();
        past = cassandra.past();
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
        long begun = System.nanoTime();
        var end = past.writing(messages.head().persistenceId());
        var written = super.asyncWriteMessages(messages);
        written.onComplete(
                result -> {
                    if (result.isSuccess()) latency.record(System.nanoTime() - begun);
                    return end.complete(null);
                },
                context().dispatcher());
        return written;
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
