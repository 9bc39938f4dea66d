package io.carillon.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;

import io.carillon.persistence.AorEvent;
import io.carillon.persistence.AorState;
import io.carillon.persistence.PersistenceIds;
import io.carillon.persistence.Retention;
import io.carillon.persistence.embedded.EmbeddedStore.Reach;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Binding;
import io.carillon.sip.location.BindingEvent;
import io.carillon.sip.location.Contact;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Goal: an entity that writes for ever keeps a bounded past and comes back with its state.
///
/// Method: a typed event-sourced behavior over the embedded journal and the real codec, stopped and
/// started again.
class RetentionTest {

    private static final Aor ALICE = new Aor("alice", "example.com");

    @Test
    void journalStaysBoundedAndTheStateComesBack(@TempDir Path directory) {
        var config =
                ConfigFactory.parseString("pekko.actor.provider = local")
                        .withFallback(EmbeddedConfig.in(directory));
        var kit = ActorTestKit.create("first", config);
        try {
            var probe = kit.<Long>createTestProbe();
            var entity = kit.spawn(Entity.create(probe.ref()));
            for (var i = 1L; i <= 105; i++) {
                entity.tell(i);
                probe.expectMessage(Duration.ofSeconds(5), i);
            }
            var store = EmbeddedPersistence.get(kit.system()).store();
            var id = PersistenceIds.of(ALICE).id();
            probe.awaitAssert(
                    Duration.ofSeconds(5),
                    () -> {
                        var kept = store.events(id, 0, Long.MAX_VALUE, 1000, Reach.DISK);
                        assertThat(kept.orElseThrow()).hasSizeLessThanOrEqualTo(40);
                        return kept;
                    });
            assertThat(store.highestSequenceNr(id, Reach.MEMORY)).contains(105L);
        } finally {
            kit.shutdownTestKit();
        }

        var again = ActorTestKit.create("second", config);
        try {
            var probe = again.<Long>createTestProbe();
            var entity = again.spawn(Entity.create(probe.ref()));
            // The last event was number 105, and it is what the state shows.
            entity.tell(0L);
            probe.expectMessage(Duration.ofSeconds(5), 105L);
        } finally {
            again.shutdownTestKit();
        }
    }

    /// Binds one contact with the CSeq it is told and answers with that; 0 only asks for the last.
    private static final class Entity extends EventSourcedBehavior<Long, AorEvent, AorState> {

        private final ActorRef<Long> answers;

        private Entity(ActorRef<Long> answers) {
            super(PersistenceIds.of(ALICE));
            this.answers = answers;
        }

        static Behavior<Long> create(ActorRef<Long> answers) {
            return new Entity(answers);
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
            return Retention.EMBEDDED.criteria();
        }
    }
}
