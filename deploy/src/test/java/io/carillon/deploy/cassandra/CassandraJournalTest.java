package io.carillon.deploy.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;

import io.carillon.node.config.CassandraReader;
import io.carillon.persistence.AorEvent;
import io.carillon.persistence.AorState;
import io.carillon.persistence.EventStore;
import io.carillon.persistence.JournalUnavailableException;
import io.carillon.persistence.PersistenceIds;
import io.carillon.persistence.cassandra.Sessions;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Binding;
import io.carillon.sip.location.BindingEvent;
import io.carillon.sip.location.Contact;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/// Goal: events of our codec are kept by a real Cassandra through pekko-persistence-cassandra, and
/// come back; a partition stays small however long its subscriber lives.
@ExtendWith(RealCassandra.class)
class CassandraJournalTest {
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

    /// As many events as a phone writes in three months, or one that roams in days; what is read
    /// does not depend on it.
    @Test
    void eventsAndSnapshotsComeBackAndPartitionsStaySmall(RealCassandra.Database cassandra)
            throws Exception {
        var database = Journals.database(cassandra, "years");
        Journals.createSchema(database);
        // Running it again changes nothing.
        Journals.createSchema(database);
        var config = Journals.actors(database);
        var alice = new Aor("alice", "example.com");
        int events = 2_005;
        var kit = ActorTestKit.create("first", config);
        try {
            var store = EventStore.of(kit.system());
            var probe = kit.<Long>createTestProbe();
            var entity = kit.spawn(Entity.create(alice, store, probe.ref()));
            for (var i = 1L; i <= events; i++) {
                entity.tell(i);
                probe.expectMessage(Duration.ofSeconds(10), i);
            }
            // The last write is counted about when it is answered, and not before.
            for (int i = 0; i < 100 && store.writeLatency().count() < events; i++) {
                Thread.sleep(10);
            }
            assertThat(store.writeLatency().count()).isEqualTo(events);
            assertThat(store.health().trouble()).isEmpty();
        } finally {
            kit.shutdownTestKit();
        }

        try (var session = Sessions.open(database.settings(), database.all())) {
            var id = PersistenceIds.of(alice).id();
            var partition = "persistence_id = '%s' AND partition_nr = 0".formatted(id);
            assertThat(Read.of(session, "SELECT * FROM years.messages WHERE " + partition))
                    .satisfies(whole -> assertThat(whole.rows()).isBetween(5L, 40L))
                    .satisfies(whole -> assertThat(whole.tombstones()).isLessThanOrEqualTo(2));
            // What a recovery reads: the newest number, the newest snapshot, what came after it.
            assertThat(
                            Read.of(
                                    session,
                                    "SELECT sequence_nr FROM years.messages WHERE "
                                            + partition
                                            + " ORDER BY sequence_nr DESC LIMIT 1"))
                    .isEqualTo(new Read(1, 0));
            assertThat(
                            Read.of(
                                    session,
                                    "SELECT sequence_nr FROM years.snapshots WHERE persistence_id ="
                                            + " '%s' AND sequence_nr >= 0 LIMIT 1".formatted(id)))
                    .isEqualTo(new Read(1, 0));
            assertThat(
                            Read.of(
                                    session,
                                    "SELECT * FROM years.messages WHERE "
                                            + partition
                                            + " AND sequence_nr >= 2001 AND sequence_nr <= 2005"))
                    .isEqualTo(new Read(5, 0));
            assertThat(Read.of(session, "SELECT * FROM years.metadata").rows()).isEqualTo(1);
        }

        var again = ActorTestKit.create("second", config);
        try {
            var store = EventStore.of(again.system());
            var probe = again.<Long>createTestProbe();
            var entity = again.spawn(Entity.create(alice, store, probe.ref()));
            // The last event is what the state shows.
            entity.tell(0L);
            probe.expectMessage(Duration.ofSeconds(10), (long) events);
            assertThat(
                            store.directory()
                                    .page(PersistenceIds.AOR_PREFIX, Optional.empty(), 10)
                                    .toCompletableFuture()
                                    .get(10, TimeUnit.SECONDS)
                                    .ids())
                    .containsExactly(PersistenceIds.of(alice).id());
        } finally {
            again.shutdownTestKit();
        }
    }

    /// What comes at the same time goes to the database together; each still has what is its own.
    @Test
    void manyAtATimeAreKeptAndReadEachByItself(RealCassandra.Database cassandra) throws Exception {
        var database = Journals.database(cassandra, "many");
        Journals.createSchema(database);
        var config = Journals.actors(database);
        int users = 300;
        for (var name : List.of("written", "read")) {
            var kit = ActorTestKit.create(name, config);
            try {
                var store = EventStore.of(kit.system());
                var probes = new ArrayList<TestProbe<Long>>();
                for (int i = 1; i <= users; i++) {
                    var probe = kit.<Long>createTestProbe();
                    var aor = new Aor("user" + i, "example.com");
                    var entity = kit.spawn(Entity.create(aor, store, probe.ref()));
                    if (name.equals("written")) entity.tell((long) i);
                    else entity.tell(0L);
                    probes.add(probe);
                }
                for (int i = 1; i <= users; i++) {
                    probes.get(i - 1).expectMessage(Duration.ofSeconds(10), (long) i);
                }
            } finally {
                kit.shutdownTestKit();
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

    /// Binds one contact with the CSeq it is told and answers with that; 0 only asks for the last.
    private static final class Entity extends EventSourcedBehavior<Long, AorEvent, AorState> {
        private final EventStore store;
        private final ActorRef<Long> answers;

        private Entity(Aor aor, EventStore store, ActorRef<Long> answers) {
            super(PersistenceIds.of(aor));
            this.store = store;
            this.answers = answers;
        }

        static Behavior<Long> create(Aor aor, EventStore store, ActorRef<Long> answers) {
            return new Entity(aor, store, answers);
        }

        @Override
        public AorState emptyState() {
            return AorState.EMPTY;
        }

        @Override
        public CommandHandler<Long, AorEvent, AorState> commandHandler() {
            return newCommandHandlerBuilder()
                    .forAnyState()
                    .onCommand(
                            Long.class,
                            cseq ->
                                    cseq == 0
                                            ? Effect().none().thenReply(answers, Entity::last)
                                            : Effect()
                                                    .persist(bound(cseq))
                                                    .thenReply(answers, Entity::last))
                    .build();
        }

        private static Long last(AorState state) {
            return state.bindings().all().getFirst().cseq();
        }

        private static AorEvent bound(long cseq) {
            var contact = new Contact("sip:alice@192.0.2.7", 1000, "", 0, "");
            return new AorEvent.ContactChanged(
                    new BindingEvent.Bound(
                            new Binding(
                                    contact,
                                    "call-id",
                                    cseq,
                                    1,
                                    2,
                                    3,
                                    Optional.empty(),
                                    List.of(),
                                    "")));
        }

        @Override
        public EventHandler<AorState, AorEvent> eventHandler() {
            return AorState::after;
        }

        @Override
        public RetentionCriteria retentionCriteria() {
            return store.retention().criteria();
        }
    }
}
