package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.protocol.internal.util.Bytes;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.serialization.Serialization;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Reads what an entity recovers from, with one statement where the plugin needs five to eight, and
/// together with what others recover from at the same time ([GroupedRequests]). When one of them
/// cannot be read, those read with it fail too; who asks again is among others then.
///
/// An entity asks for its snapshot, then for its highest sequence number, then for its events. The
/// partition holds 40 events at most ([io.carillon.persistence.Retention]), so the first question
/// reads them all and keeps them for the other two. When they are all there ever were, or there is
/// none, there is no snapshot that would be needed, and none is asked for.
///
/// An entity that restarts may ask while its last write is under way: the read waits for the end of
/// that. Thread-safe.
final class PastReader {
    /// The only part of an entity's events. Told with each statement, though it is the same in all:
    /// the driver sends a statement to a replica only when all of the partition's key is given so.
    static final long PARTITION = 0;

    /// Partitions of one request; each has 40 rows at most.
    private static final int MOST = 16;

    /// What is read of an event.
    private static final String COLUMNS =
            "sequence_nr, writer_uuid, event_manifest, ser_id, ser_manifest, event";

    /// Recoveries that may lie between their first question and their last; one more reads again.
    private static final int KEPT = 1_000;

    private final Requests requests;
    private final Serialization serialization;
    private final Replicas replicas;
    private final PreparedStatement selectEvents;
    private final PreparedStatement selectAll;
    private final PreparedStatement selectSnapshot;
    private final GroupedRequests<BoundStatement, List<Row>> groups;
    private final Map<String, CompletableFuture<Void>> writes = new ConcurrentHashMap<>();

    // Guarded by itself.
    private final Map<String, List<PersistentRepr>> read =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, List<PersistentRepr>> each) {
                    return size() > KEPT;
                }
            };

    PastReader(
            CqlSession session,
            Requests requests,
            Replicas replicas,
            GroupClock clock,
            Serialization serialization) {
        this.requests = requests;
        this.serialization = serialization;
        this.replicas = replicas;
        selectEvents =
                session.prepare(
                        "SELECT %s FROM %s.messages WHERE persistence_id = ? AND partition_nr = ? AND sequence_nr > ?"
                                .formatted(COLUMNS, replicas.keyspace()));
        selectAll =
                session.prepare(
                        "SELECT persistence_id, %s FROM %s.messages WHERE persistence_id IN ? AND partition_nr = ?"
                                .formatted(COLUMNS, replicas.keyspace()));
        selectSnapshot =
                session.prepare(
                        "SELECT sequence_nr, timestamp, ser_id, ser_manifest, snapshot_data"
                                + " FROM %s.snapshots WHERE persistence_id = ? LIMIT 1"
                                        .formatted(replicas.keyspace()));
        groups = new GroupedRequests<>(MOST, Integer.MAX_VALUE, clock, this::rows);
    }

    /// A write has begun; its end is told by completing what this returns.
    CompletableFuture<Void> writing(String id) {
        var write = new CompletableFuture<Void>();
        writes.put(id, write);
        write.whenComplete((_, _) -> writes.remove(id, write));
        return write;
    }

    /// The first question: the newest snapshot, if it is needed.
    CompletionStage<Optional<SelectedSnapshot>> snapshot(String id) {
        return events(id, 0)
                .thenCompose(
                        events -> {
                            synchronized (read) {
                                read.put(id, events);
                            }
                            return isWhole(events)
                                    ? CompletableFuture.completedStage(Optional.empty())
                                    : newestSnapshot(id);
                        });
    }

    /// Whether these are an entity's events from its first on. There is a gap when some come back
    /// that were deleted: a replica was away for so long that the deletion was forgotten.
    static boolean isWhole(List<PersistentRepr> events) {
        long last = 0;
        for (var event : events) {
            if (event.sequenceNr() > last + 1) return false;
            last = event.sequenceNr();
        }
        return true;
    }

    /// The second: the number of the last event, `from` if there is none after that.
    CompletionStage<Long> highest(String id, long from) {
        List<PersistentRepr> events;
        synchronized (read) {
            events = read.get(id);
        }
        return (events == null ? events(id, from) : CompletableFuture.completedStage(events))
                .thenApply(
                        found -> {
                            if (events == null && !found.isEmpty()) {
                                synchronized (read) {
                                    read.put(id, found);
                                }
                            }
                            long last = found.isEmpty() ? 0 : found.getLast().sequenceNr();
                            // Nobody asks for events that there are none of.
                            if (last <= from) forget(id);
                            return Math.max(last, from);
                        });
    }

    private void forget(String id) {
        synchronized (read) {
            read.remove(id);
        }
    }

    /// The third: the events of these numbers, both inclusive, without a gap.
    CompletionStage<List<PersistentRepr>> replay(String id, long from, long to) {
        List<PersistentRepr> events;
        synchronized (read) {
            events = read.remove(id);
        }
        return (events == null ? events(id, from - 1) : CompletableFuture.completedStage(events))
                .thenApply(
                        found ->
                                found.stream()
                                        .filter(
                                                event ->
                                                        event.sequenceNr() >= from
                                                                && event.sequenceNr() <= to)
                                        .toList())
                .thenApply(wanted -> inSequence(id, from, wanted));
    }

    /// The events one after the other, each once.
    ///
    /// A row that was being written when its node lost the entity may land after the next owner has
    /// read, who then writes another of the same number. Nobody was told that the first is stored:
    /// the later one, by the time at which it was written, is what the entity went on from.
    static List<PersistentRepr> inSequence(String id, long from, List<PersistentRepr> rows) {
        var events = new ArrayList<PersistentRepr>(rows.size());
        for (var row : rows) {
            if (!events.isEmpty() && events.getLast().sequenceNr() == row.sequenceNr()) {
                events.removeLast();
            }
            if (row.sequenceNr() != from + events.size()) {
                throw new IllegalStateException(
                        "event " + (from + events.size()) + " of " + id + " is missing");
            }
            events.add(row);
        }
        return events;
    }

    private CompletionStage<List<PersistentRepr>> events(String id, long after) {
        var write = writes.get(id);
        return write == null
                ? select(id, after)
                : write.handle((_, _) -> id).thenCompose(_ -> select(id, after));
    }

    /// All events of an entity are asked for together with those of others.
    private CompletionStage<List<PersistentRepr>> select(String id, long after) {
        var statement = selectEvents.bind(id, PARTITION, after);
        var rows = after == 0 ? groups.ask(replicas.of(statement), statement, 0) : rows(statement);
        return rows.thenApply(found -> found.stream().map(row -> event(id, row)).toList());
    }

    private CompletionStage<List<List<Row>>> rows(List<BoundStatement> questions) {
        if (questions.size() == 1) return rows(questions.getFirst()).thenApply(List::of);
        var ids = questions.stream().map(question -> question.getString(0)).toList();
        // Of several partitions the driver knows no replicas; they have the same.
        var all =
                selectAll
                        .bind(ids, PARTITION)
                        .setRoutingKeyspace(replicas.keyspace())
                        .setRoutingKey(questions.getFirst().getRoutingKey());
        return rows(all)
                .thenApply(
                        found -> {
                            var byId =
                                    found.stream()
                                            .collect(
                                                    Collectors.groupingBy(
                                                            row ->
                                                                    row.getString(
                                                                            "persistence_id")));
                            return ids.stream()
                                    .map(id -> byId.getOrDefault(id, List.of()))
                                    .toList();
                        });
    }

    private CompletionStage<List<Row>> rows(BoundStatement statement) {
        return requests.send(statement).thenCompose(rows -> collect(rows, new ArrayList<>()));
    }

    private static CompletionStage<List<Row>> collect(AsyncResultSet rows, List<Row> all) {
        for (var row : rows.currentPage()) all.add(row);
        return rows.hasMorePages()
                ? rows.fetchNextPage().thenCompose(more -> collect(more, all))
                : CompletableFuture.completedStage(all);
    }

    private PersistentRepr event(String id, Row row) {
        return PersistentRepr.apply(
                value(row, "event"),
                row.getLong("sequence_nr"),
                id,
                row.getString("event_manifest"),
                false,
                ActorRef.noSender(),
                row.getString("writer_uuid"));
    }

    private CompletionStage<Optional<SelectedSnapshot>> newestSnapshot(String id) {
        return requests.send(selectSnapshot.bind(id))
                .thenApply(
                        rows ->
                                Optional.ofNullable(rows.one())
                                        .map(
                                                row ->
                                                        new SelectedSnapshot(
                                                                new SnapshotMetadata(
                                                                        id,
                                                                        row.getLong("sequence_nr"),
                                                                        row.getLong("timestamp")),
                                                                value(row, "snapshot_data"))));
    }

    private Object value(Row row, String column) {
        return serialization
                .deserialize(
                        Bytes.getArray(row.getByteBuffer(column)),
                        row.getInt("ser_id"),
                        row.getString("ser_manifest"))
                .get();
    }
}
