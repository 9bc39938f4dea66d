package io.carillon.persistence.cassandra;

import com.typesafe.config.Config;

import io.carillon.persistence.WriteLatency;

import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.cassandra.journal.CassandraJournal;

import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/// The plugin's journal, with its writes timed.
///
/// The plugin marks its class as open to extension in its own house only; what is overridden here
/// is
/// Pekko's journal interface, which does not change within a release line.
public final class CassandraEvents extends CassandraJournal {
    private final WriteLatency latency;

    public CassandraEvents(Config config, String path) {
        super(config, path);
        latency = CassandraPersistence.get(context().system()).writeLatency();
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
        long begun = System.nanoTime();
        var written = super.asyncWriteMessages(messages);
        written.foreach(
                done -> {
                    latency.record(System.nanoTime() - begun);
                    return done;
                },
                context().dispatcher());
        return written;
    }
}
