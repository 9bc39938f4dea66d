package io.carillon.persistence.embedded;

import io.carillon.persistence.EntityDirectory;
import io.carillon.persistence.EventStore;
import io.carillon.persistence.JournalHealth;
import io.carillon.persistence.Retention;
import io.carillon.persistence.WriteLatency;

import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.ExtensionIdProvider;

import scala.concurrent.ExecutionContext;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The embedded store of one actor system: journal and snapshot store share it.
///
/// The first [#get] opens the directory and fails with
/// [io.carillon.persistence.JournalUnavailableException] when that is impossible: a node asks at
/// start, so that the operator reads one clear line. The store is closed when the system has
/// terminated, after all entities are gone.
public final class EmbeddedPersistence implements EventStore, Extension {

    private static final Id ID = new Id();

    private final EmbeddedStore store;
    private final EmbeddedDirectory directory;
    private final WriteLatency latency = new WriteLatency();
    private final ThreadPoolExecutor readers;
    private final ExecutionContext readerContext;

    private EmbeddedPersistence(ExtendedActorSystem system) {
        var settings = EmbeddedSettings.of(system.settings().config());
        store = EmbeddedStore.open(settings, latency::record);
        readers =
                new ThreadPoolExecutor(
                        settings.readers(),
                        settings.readers(),
                        10,
                        TimeUnit.SECONDS,
                        // Recoveries are bounded by pekko.persistence.max-concurrent-recoveries.
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().name("journal-read-", 0).daemon().factory());
        readers.allowCoreThreadTimeOut(true);
        readerContext = scala.concurrent.ExecutionContext$.MODULE$.fromExecutor(readers);
        directory = new EmbeddedDirectory(store, readers);
        system.registerOnTermination(this::close);
    }

    /// The store of this system, opened when asked for the first time.
    public static EmbeddedPersistence get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    @Override
    public EntityDirectory directory() {
        return directory;
    }

    @Override
    public JournalHealth health() {
        return store.commits();
    }

    @Override
    public WriteLatency writeLatency() {
        return latency;
    }

    @Override
    public Retention retention() {
        return Retention.EMBEDDED;
    }

    EmbeddedStore store() {
        return store;
    }

    ExecutionContext readers() {
        return readerContext;
    }

    private void close() {
        readers.shutdown();
        store.close();
    }

    private static final class Id extends AbstractExtensionId<EmbeddedPersistence>
            implements ExtensionIdProvider {

        @Override
        public EmbeddedPersistence createExtension(ExtendedActorSystem system) {
            return new EmbeddedPersistence(system);
        }

        @Override
        public Id lookup() {
            return this;
        }

        @Override
        public EmbeddedPersistence get(ActorSystem system) {
            return super.get(system);
        }
    }
}
