package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.uuid.Uuids;

import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serializers;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// Writes a single event as the plugin would, but serialized on the thread it is called on, with
/// one future instead of a dozen, and together with the events of other entities that are to be
/// written at the same time ([GroupedRequests]).
///
/// Several events of one entity at a time, which are rare, are left to the plugin. Thread-safe.
final class EventWriter {
    /// What the plugin counts its buckets of tags in. Nobody reads it: there are no tags.
    private static final long BUCKET_MILLIS = TimeUnit.HOURS.toMillis(1);

    /// A database with its own defaults writes a warning of each batch of more than 5 KiB or ten
    /// partitions, and refuses those of 50 KiB.
    private static final int MOST = 8;

    private static final int MOST_OCTETS = 4_800;

    /// What the database counts of an event besides its octets: timestamps and the other columns.
    private static final int EVENT_OVERHEAD = 300;

    private final Requests requests;
    private final Serialization serialization;
    private final PreparedStatement insert;
    private final Replicas replicas;
    private final GroupedRequests<BoundStatement, Boolean> groups;

    EventWriter(
            CqlSession session,
            Requests requests,
            Replicas replicas,
            GroupClock clock,
            Serialization serialization) {
        this.requests = requests;
        this.serialization = serialization;
        this.replicas = replicas;
        groups = new GroupedRequests<>(MOST, MOST_OCTETS, clock, this::write);
        insert =
                session.prepare(
                        "INSERT INTO %s.messages (persistence_id, partition_nr, sequence_nr, timestamp,"
                                        .formatted(replicas.keyspace())
                                + " timebucket, writer_uuid, ser_id, ser_manifest, event_manifest,"
                                + " event) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    }

    /// An event as it is to be stored.
    record Row(BoundStatement statement, int octets) {}

    /// What is to be written for an event. Fails when the event cannot be serialized.
    Row row(PersistentRepr event) {
        var payload = event.payload();
        var serializer = serialization.findSerializerFor(payload);
        var octets = serializer.toBinary(payload);
        var uuid = Uuids.timeBased();
        long millis = Uuids.unixTimestamp(uuid);
        var statement =
                insert.bind(
                        event.persistenceId(),
                        PastReader.PARTITION,
                        event.sequenceNr(),
                        uuid,
                        Long.toString(millis - millis % BUCKET_MILLIS),
                        event.writerUuid(),
                        serializer.identifier(),
                        Serializers.manifestFor(serializer, payload),
                        event.manifest(),
                        ByteBuffer.wrap(octets));
        return new Row(statement, octets.length);
    }

    /// Ends when the event is stored.
    CompletionStage<Boolean> write(Row row) {
        return groups.ask(replicas.of(row.statement), row.statement, row.octets + EVENT_OVERHEAD);
    }

    /// Each is stored or not by itself: a batch that is not logged promises nothing more, and is
    /// cheaper.
    private CompletionStage<List<Boolean>> write(List<BoundStatement> rows) {
        Statement<?> statement =
                rows.size() == 1
                        ? rows.getFirst()
                        : BatchStatement.newInstance(BatchType.UNLOGGED).addAll(rows);
        return requests.send(statement)
                .thenApply((AsyncResultSet _) -> Collections.nCopies(rows.size(), true));
    }
}
