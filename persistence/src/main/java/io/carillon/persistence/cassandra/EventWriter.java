package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.uuid.Uuids;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// Writes a single event as the plugin would, but on the thread it is called on and with one
/// statement and one future instead of a dozen.
///
/// Several events at a time, which are rare, are left to the plugin. Thread-safe.
final class EventWriter {
    /// What the plugin counts its buckets of tags in. Nobody reads it: there are no tags.
    private static final long BUCKET_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final CqlSession session;
    private final Serialization serialization;
    private final PreparedStatement insert;

    EventWriter(CqlSession session, CassandraSettings settings, ActorSystem system) {
        this.session = session;
        this.serialization = SerializationExtension.get(system);
        insert =
                session.prepare(
                        "INSERT INTO %s.messages (persistence_id, partition_nr, sequence_nr, timestamp,"
                                        .formatted(settings.keyspace())
                                + " timebucket, writer_uuid, ser_id, ser_manifest, event_manifest,"
                                + " event) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    }

    /// What is to be executed for an event. Fails when the event cannot be serialized.
    BoundStatement statement(PersistentRepr event) {
        var payload = event.payload();
        var serializer = serialization.findSerializerFor(payload);
        var octets = serializer.toBinary(payload);
        var uuid = Uuids.timeBased();
        long millis = Uuids.unixTimestamp(uuid);
        return insert.bind(
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
    }

    /// Ends when the event is stored.
    CompletionStage<AsyncResultSet> write(BoundStatement statement) {
        return session.executeAsync(statement);
    }
}
