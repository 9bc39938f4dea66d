package io.carillon.persistence.cassandra;

import com.typesafe.config.Config;

import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.cassandra.snapshot.CassandraSnapshotStore;

import scala.Option;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.jdk.javaapi.OptionConverters;

/// The plugin's snapshot store, which reads the newest snapshot by [PastReader]. See
/// [CassandraEvents].
public final class CassandraSnapshots extends CassandraSnapshotStore {
    private final PastReader past;

    public CassandraSnapshots(Config config, String path) {
        super(config, path);
        past = CassandraPersistence.get(context().system()).past();
    }

    @Override
    public Future<Option<SelectedSnapshot>> loadAsync(
            String id, SnapshotSelectionCriteria criteria) {
        return criteria.equals(SnapshotSelectionCriteria.latest())
                ? FutureConverters.asScala(past.snapshot(id).thenApply(OptionConverters::toScala))
                : super.loadAsync(id, criteria);
    }
}
