package io.carillon.sharding.location;

import io.carillon.persistence.AorEvent;
import io.carillon.persistence.AorState;
import io.carillon.persistence.PersistenceIds;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.BindingEvent;
import io.carillon.sip.location.Bindings;
import io.carillon.sip.location.LocationReply;
import io.carillon.sip.location.RegisterOutcome;
import io.carillon.sip.location.RegisterRules;

import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.persistence.typed.EventRejectedException;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.JournalPersistRejected;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The actor of one address-of-record: decides by [RegisterRules], stores, and then answers.
///
/// Its state is what is durable; [#live] is what is true, for it also knows the refreshes that need
/// no write. It knows no protocol. Runs on the event loop that the message came in by.
public final class AorEntity extends EventSourcedBehavior<AorCommand, AorEvent, AorState> {
    // --- state ----------------------------------------------------------------------------------

    /// What fails is the journal, and [RecoveryGuard] has said so.
    private static final BackoffSupervisorStrategy READ_AGAIN =
            SupervisorStrategy.restartWithBackoff(
                            Duration.ofMillis(200), Duration.ofSeconds(2), 0.5)
                    .withLoggingEnabled(false);

    private final ActorContext<AorCommand> context;
    private final Aor aor;
    private final AorServices services;
    private final RegisterReplies replies;

    private final RecoveryGuard guard;
    private final LiveBindings live;
    private Access access;
    private boolean leaving;
    private boolean writing;

    /// Whether a write has failed that may yet be found to be done: what was read since need not be
    /// what will be read next time.
    private boolean unsure;

    /// Those before the write under way.
    private Optional<PasswordHashes> credentials = Optional.empty();

    /// What is to be said when the write under way fails.
    private Runnable notStored = () -> {};

    // --- create ---------------------------------------------------------------------------------

    /// The behavior of the entity of an address-of-record.
    public static Behavior<AorCommand> create(String entityId, AorServices services) {
        var aor = Aor.parse(entityId).orElseThrow();
        return Behaviors.setup(
                context -> {
                    var guard = new RecoveryGuard(aor, services);
                    var entity = new AorEntity(context, aor, services, guard);
                    // A rejected write leaves the state ahead of the journal: read it again.
                    var supervised =
                            Behaviors.supervise(entity)
                                    .onFailure(
                                            EventRejectedException.class,
                                            SupervisorStrategy.restart().withLoggingEnabled(false));
                    return Behaviors.intercept(() -> guard, supervised);
                });
    }

    private AorEntity(
            ActorContext<AorCommand> context, Aor aor, AorServices services, RecoveryGuard guard) {
        super(PersistenceIds.of(aor), READ_AGAIN);
        this.context = context;
        this.aor = aor;
        this.services = services;
        this.replies = new RegisterReplies(services);
        this.guard = guard;
        this.live = new LiveBindings(services, context.getSelf());
    }

    @Override
    public AorState emptyState() {
        return AorState.EMPTY;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return services.retention().criteria();
    }

    @Override
    public SignalHandler<AorState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.class, (state, _) -> recovered(state))
                .onSignal(RecoveryFailed.class, (_, s) -> guard.failed(s.getFailure()))
                .onSignal(JournalPersistFailed.class, (_, s) -> notStored(s.getFailure()))
                .onSignal(JournalPersistRejected.class, (_, s) -> notStored(s.getFailure()))
                .onSignal(PostStop.class, (_, _) -> live.become(Bindings.NONE))
                .build();
    }

    private void recovered(AorState state) {
        var now = services.clock().millis();
        guard.completed();
        access = new Access(services.answers(), services.authentication(), now);
        live.begin(state.recovered().bindings().withoutExpired(now), now);
    }

    /// The entity is about to be read from the journal again.
    private void notStored(Throwable cause) {
        guard.failed(cause, new RecoveryGuard.LastKnown(live.get(), credentials, access));
        live.become(Bindings.NONE);
        writing = false;
        unsure = true;
        notStored.run();
        notStored = () -> {};
    }

    // --- decide ---------------------------------------------------------------------------------

    @Override
    public CommandHandler<AorCommand, AorEvent, AorState> commandHandler() {
        return this::decide;
    }

    private Effect<AorEvent, AorState> decide(AorState state, AorCommand command) {
        var now = services.clock().millis();
        live.dropExpired(now);
        return switch (command) {
            case AorCommand.ToAor toAor -> {
                var effect = decide(state, toAor, now);
                if (!writing) done(state, now);
                yield effect;
            }
            case AorCommand.Woken _ -> {
                if (live.wakesForNothing(now)) passivate();
                yield Effect().none();
            }
            case AorCommand.Stop _ -> Effect().stop();
        };
    }

    private Effect<AorEvent, AorState> decide(AorState state, AorCommand.ToAor command, long now) {
        return switch (command) {
            case AorCommand.Register register -> authorize(state, register, now);
            case AorCommand.LookUp(var _, var key, var replyTo) -> {
                services.courier().tell(replyTo, new AorReply.Located(key, location(state, now)));
                yield Effect().none();
            }
            case AorCommand.Authenticate c -> {
                services.courier().tell(c.replyTo(), access.answer(c, state.credentials(), now));
                yield Effect().none();
            }
            case AorCommand.SetCredentials(var _, var hashes, var replyTo) ->
                    store(
                            state,
                            // An accounts file is read at every start, and seldom says anything
                            // new.
                            state.credentials().filter(hashes::equals).isPresent()
                                    ? List.of()
                                    : List.of(new AorEvent.CredentialsSet(hashes, now)),
                            now,
                            () -> replyTo.tell(new AccountReply.Exists(aor)),
                            () -> replyTo.tell(new AccountReply.NotStored(aor)));
            case AorCommand.RemoveAccount c -> remove(state, c, now);
            case AorCommand.GetAccount(var _, var replyTo) -> {
                boolean exists = state.credentials().isPresent();
                replyTo.tell(exists ? new AccountReply.Exists(aor) : new AccountReply.Absent(aor));
                yield Effect().none();
            }
            case AorCommand.GetBindings(var _, var replyTo) -> {
                replyTo.tell(new BindingsReply(aor, live.get().live(now), now));
                yield Effect().none();
            }
        };
    }

    private Effect<AorEvent, AorState> authorize(
            AorState state, AorCommand.Register command, long now) {
        return switch (access.check(command, state.credentials(), now)) {
            case RIGHT -> register(state, command, false, now);
            case REPEATED -> register(state, command, true, now);
            case WRONG -> answered(() -> replies.challenge(command, false, now));
            case STALE -> answered(() -> replies.challenge(command, true, now));
            case FOREIGN -> answered(() -> replies.forbid(command));
            case MALFORMED -> answered(() -> replies.malformed(command));
        };
    }

    private Effect<AorEvent, AorState> answered(Runnable answer) {
        answer.run();
        return Effect().none();
    }

    private Effect<AorEvent, AorState> register(
            AorState state, AorCommand.Register command, boolean repeated, long now) {
        var before = live.get().and(state.bindings());
        // A refresh is stored, too, while an event may lie ahead of it that says otherwise.
        boolean storing = unsure && services.journal().isWell();
        var rules = services.registrar();
        var outcome =
                RegisterRules.decide(
                        command.request(),
                        command.flow(),
                        before,
                        storing ? rules.storingRefreshes() : rules,
                        now);
        return switch (outcome) {
            case RegisterOutcome.Rejected rejected -> {
                replies.reject(command, rejected);
                yield Effect().none();
            }
            // A repeated request whose effect is not there was not stored, or was undone since: the
            // user has to say once more, with a new nonce, that it is meant.
            case RegisterOutcome.Accepted accepted
                    when repeated && !accepted.events().isEmpty() -> {
                replies.challenge(command, true, now);
                yield Effect().none();
            }
            case RegisterOutcome.Accepted accepted ->
                    store(
                            state,
                            accepted.events().stream()
                                    .<AorEvent>map(AorEvent.ContactChanged::new)
                                    .toList(),
                            now,
                            () -> {
                                live.become(accepted.after());
                                replies.accept(command, accepted, now);
                            },
                            () -> replies.unavailable(command));
        };
    }

    private Effect<AorEvent, AorState> remove(
            AorState state, AorCommand.RemoveAccount command, long now) {
        var events = new ArrayList<AorEvent>();
        for (var binding : state.bindings().all()) {
            events.add(new AorEvent.ContactChanged(new BindingEvent.Removed(binding.key(), now)));
        }
        if (state.credentials().isPresent()) events.add(new AorEvent.CredentialsRemoved(now));
        return store(
                state,
                events,
                now,
                () -> {
                    live.become(Bindings.NONE);
                    command.replyTo().tell(new AccountReply.Absent(aor));
                },
                () -> command.replyTo().tell(new AccountReply.NotStored(aor)));
    }

    /// Stores events, if there are any, and only then does what follows from them.
    private Effect<AorEvent, AorState> store(
            AorState before, List<AorEvent> events, long now, Runnable stored, Runnable otherwise) {
        if (events.isEmpty()) return answered(stored);
        if (!services.lease().mayAct()) return Effect().none();
        if (!services.journal().mayWrite(now)) return answered(otherwise);
        writing = true;
        credentials = before.credentials();
        notStored = otherwise;
        return Effect()
                .persist(events)
                .thenRun(
                        state -> {
                            writing = false;
                            unsure = false;
                            notStored = () -> {};
                            if (!services.lease().mayAct()) {
                                // Written late, maybe over a new owner's head: nothing is said.
                                passivate();
                                return;
                            }
                            stored.run();
                            done(state, now);
                        });
    }

    /// Who has no binding and no account needs no entity.
    private void done(AorState state, long now) {
        if (live.isEmpty() && state.equals(AorState.EMPTY)) passivate();
        else live.used(now);
    }

    private LocationReply location(AorState state, long now) {
        var targets = live.get().lookup(now);
        if (!targets.isEmpty()) return new LocationReply.Found(targets);
        boolean known =
                services.authentication().required()
                        ? state.credentials().isPresent()
                        : lastSequenceNumber(context) > 0;
        return known ? new LocationReply.Unregistered() : new LocationReply.Unknown();
    }

    // --- evolve ---------------------------------------------------------------------------------

    @Override
    public EventHandler<AorState, AorEvent> eventHandler() {
        return AorState::after;
    }

    // --- leave ----------------------------------------------------------------------------------

    /// Asks the shard to stop this entity. By the classic message to the parent: the typed one goes
    /// by way of another actor and costs several times as much.
    private void passivate() {
        if (leaving) return;
        leaving = true;
        var classic = Adapter.toClassic(context);
        classic.parent().tell(new ShardRegion.Passivate(AorCommand.Stop.STOP), classic.self());
    }
}
