package io.carillon.deploy.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.typesafe.config.ConfigFactory;

import io.carillon.node.config.CassandraReader;
import io.carillon.persistence.EventStore;
import io.carillon.persistence.JournalUnavailableException;
import io.carillon.persistence.PersistenceIds;
import io.carillon.persistence.cassandra.Sessions;
import io.carillon.sharding.location.RegistrarInTime;
import io.carillon.sip.location.Aor;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Goal: what the real entity stores is kept by a real Cassandra, and comes back; a partition stays
/// small however long its subscriber lives, on the disk too.
@ExtendWith(RealCassandra.class)
class CassandraJournalTest {
    private static final Aor ALICE = new Aor("alice", "example.com");
    private static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void aNodeThatFindsNoSchemaNamesTheCommandThatMakesIt(RealCassandra.Database cassandra) {
        var database = Journals.database(cassandra, "nothing_there");
        var kit = ActorTestKit.create("schemaless", Journals.actors(database));
        try {
            assertThatThrownBy(() -> EventStore.of(kit.system()))
                    .isInstanceOf(JournalUnavailableException.class)
                    .hasMessageContaining("the keyspace nothing_there of Cassandra at")
                    .hasMessageContaining("./carillon schema create")
                    .message()
                    .doesNotContain("\n");
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void aWrongDatacenterIsNamed(RealCassandra.Database cassandra) throws Exception {
        var database =
                CassandraReader.load(
                        Optional.empty(),
                        Map.of(
                                "carillon.cassandra.contact-points",
                                cassandra.address(),
                                "carillon.cassandra.datacenter",
                                "mars"));
        assertThatThrownBy(() -> Sessions.open(database.settings(), database.all()))
                .isInstanceOf(JournalUnavailableException.class)
                .hasMessageContaining("carillon.cassandra.datacenter = mars")
                .hasMessageContaining("has datacenter1");
    }

    /// What is there, and what is read, does not depend on how many years it were: one by default,
    /// `-Drefreshes.years=3` for three.
    @Test
    void yearsOfRefreshesLeaveASmallPartitionAndTheUserComesBackAtOnce(
            RealCassandra.Database cassandra) throws Exception {
        var database = Journals.database(cassandra, "years");
        Journals.createSchema(database);
        // Running it again changes nothing.
        Journals.createSchema(database);
        // One phone writes one event after the other: there is nothing to group.
        var config =
                ConfigFactory.parseString("carillon.persistence.cassandra.group-interval = 0")
                        .withFallback(Journals.actors(database));
        // Some more than years: what the last snapshot stands for has been deleted by the end.
        int refreshes = Integer.getInteger("refreshes.years", 1) * RegistrarInTime.A_YEAR + 30;
        long events = RegistrarInTime.writesOf(refreshes);
        Instant end;
        try (var registrar = new RegistrarInTime("first", config, BEGIN)) {
            registrar.refresh(ALICE, 0, refreshes);
            var store = registrar.store();
            // The last write is counted about when it is answered, and not before.
            for (int i = 0; i < 100 && store.writeLatency().count() < events; i++) {
                Thread.sleep(10);
            }
            assertThat(store.writeLatency().count()).isEqualTo(events);
            assertThat(store.health().trouble()).isEmpty();
            end = registrar.now();
        }

        try (var session = Sessions.open(database.settings(), database.all())) {
            // Before anything was compacted, and however it is on the disk.
            assertReadsStaySmall(session, events);
            try (var tables = CassandraTables.of(cassandra.node(), "years")) {
                tables.flush();
                assertReadsStaySmall(session, events);
                // Two days pass: from now on tombstones may go.
                for (var table : List.of("messages", "snapshots")) {
                    session.execute("ALTER TABLE years." + table + " WITH gc_grace_seconds = 1");
                }
                Thread.sleep(2_000);
                tables.compact();
                assertReadsStaySmall(session, events);
                for (var table : List.of("messages", "snapshots")) {
                    var all = Read.of(session, "SELECT * FROM years." + table);
                    assertThat(all.tombstones()).as(table).isZero();
                    assertThat(tables.bytes(table)).as(table).isLessThan(40_000);
                    assertThat(tables.files(table)).as(table).isEqualTo(1);
                }
            }
        }

        try (var registrar = new RegistrarInTime("second", config, end)) {
            registrar.findsAtItsLastAddress(ALICE, refreshes);
            assertThat(
                            registrar
                                    .store()
                                    .directory()
                                    .page(PersistenceIds.AOR_PREFIX, Optional.empty(), 10)
                                    .toCompletableFuture()
                                    .get(10, TimeUnit.SECONDS)
                                    .ids())
                    .containsExactly(PersistenceIds.of(ALICE).id());
        }
    }

    /// What is there of a user, and what a recovery reads of it: the newest number, the newest
    /// snapshot, what came after it.
    private static void assertReadsStaySmall(CqlSession session, long events) {
        var id = PersistenceIds.of(ALICE).id();
        var messages =
                "years.messages WHERE persistence_id = '%s' AND partition_nr = 0".formatted(id);
        var snapshots = "years.snapshots WHERE persistence_id = '%s'".formatted(id);
        assertThat(Read.of(session, "SELECT * FROM " + messages))
                .satisfies(whole -> assertThat(whole.rows()).isBetween(1L, 40L))
                .satisfies(whole -> assertThat(whole.tombstones()).isLessThanOrEqualTo(2));
        // Those before it lie behind it, and nobody gets that far.
        assertThat(Read.of(session, "SELECT * FROM " + snapshots).rows()).isBetween(1L, 2L);
        assertThat(
                        Read.of(
                                session,
                                "SELECT sequence_nr FROM "
                                        + messages
                                        + " ORDER BY sequence_nr DESC LIMIT 1"))
                .isEqualTo(new Read(1, 0));
        assertThat(
                        Read.of(
                                session,
                                "SELECT sequence_nr FROM "
                                        + snapshots
                                        + " AND sequence_nr >= 0 LIMIT 1"))
                .isEqualTo(new Read(1, 0));
        long last = events - events % 20;
        assertThat(
                        Read.of(
                                session,
                                "SELECT * FROM "
                                        + messages
                                        + " AND sequence_nr > %d AND sequence_nr <= %d"
                                                .formatted(last, events)))
                .isEqualTo(new Read(events - last, 0));
        assertThat(Read.of(session, "SELECT * FROM years.metadata").rows()).isEqualTo(1);
    }

    /// What comes at the same time goes to the database together; each still has what is its own.
    @Test
    void manyAtATimeAreKeptAndReadEachByItself(RealCassandra.Database cassandra) throws Exception {
        var database = Journals.database(cassandra, "many");
        Journals.createSchema(database);
        var config = Journals.actors(database);
        var users =
                IntStream.rangeClosed(1, 300)
                        .mapToObj(i -> new Aor("user" + i, "example.com"))
                        .toList();
        try (var registrar = new RegistrarInTime("written", config, BEGIN)) {
            registrar.register(users, 0);
        }
        try (var registrar = new RegistrarInTime("read", config, BEGIN)) {
            var bindings = registrar.bindings(users);
            for (int i = 0; i < users.size(); i++) {
                assertThat(bindings.get(i))
                        .extracting(it -> it.contact().uri())
                        .containsExactly(RegistrarInTime.contact(users.get(i), 0));
            }
        }
    }

    /// What Cassandra went through to answer a query, as its own trace has it.
    private record Read(long rows, long tombstones) {
        private static final Pattern SUMMARY =
                Pattern.compile("Read (\\d+) live rows and (\\d+) tombstone cells");

        static Read of(CqlSession session, String query) {
            var answer = session.execute(SimpleStatement.newInstance(query).setTracing(true));
            answer.all();
            var trace = answer.getExecutionInfo().getTracingId();
            // Written after the answer.
            for (int i = 0; i < 200; i++) {
                for (var event :
                        session.execute(
                                SimpleStatement.newInstance(
                                                "SELECT activity FROM system_traces.events"
                                                        + " WHERE session_id = ?",
                                                trace)
                                        .setConsistencyLevel(ConsistencyLevel.ONE))) {
                    var summary = SUMMARY.matcher(event.getString("activity"));
                    if (summary.matches()) {
                        return new Read(
                                Long.parseLong(summary.group(1)), Long.parseLong(summary.group(2)));
                    }
                }
                LockSupport.parkNanos(20_000_000);
            }
            throw new AssertionError("no trace of " + query);
        }
    }
}
