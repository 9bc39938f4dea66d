package io.carillon.sharding.handover;

import io.carillon.sharding.Courier;
import io.carillon.sharding.EntityTypes;
import io.carillon.sharding.handover.HandoverCommand.Signal;
import io.carillon.sharding.time.NodeClock;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.typed.Cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The actor of a core node that moves what call entities leave: asks the tables what is to be
/// sent, and sends it.
///
/// Runs on the event loops: what it tells the other nodes of a ringing call goes out with what the
/// call's entity sends. The rules are in [HandoverTable], [ClaimTable], [CopyTable] and [Keepers].
public final class HandoverActor extends AbstractBehavior<HandoverCommand> {
    private static final String NAME = "handover";
    private static final Duration TICK = Duration.ofMillis(100);

    /// A node that joins late must hear of it, too.
    private static final int TICKS_BETWEEN_DRAINING = 3;

    /// What the actor works with.
    ///
    /// @param table shared with the entities
    /// @param mayAct whether this node may act for what it holds
    /// @param courier carries what nodes tell each other
    /// @param resume tells a state to the entity of its Call-ID by this node's region
    public record Parts(
            HandoverTable table,
            CopyTable copies,
            Surroundings surroundings,
            DrainingNodes draining,
            NodeClock clock,
            BooleanSupplier mayAct,
            Courier courier,
            Consumer<Former> resume) {}

    /// Nodes whose last words may still be on their way after their removal was heard of.
    private static final int MOST_GONE = 64;

    private record Question(String callId, ActorRef<HandoverReply> replyTo) {}

    private final Parts parts;
    private final TimerScheduler<HandoverCommand> timers;
    private final Colleagues colleagues;
    private final NodeId self;
    private final ClaimTable claims = new ClaimTable();
    private final Map<Long, Question> questions = new HashMap<>();
    private final Keepers<ActorRef<HandoverReply>> keepers = new Keepers<>();
    private final Forgets forgets = new Forgets();
    private final LinkedHashSet<NodeId> gone = new LinkedHashSet<>();
    private final Random random = new Random();
    private long rounds;
    private int ticks;
    private boolean ticking;

    /// What this node is called by the others.
    public static NodeId self(ActorSystem<?> system) {
        return Colleagues.id(Cluster.get(system).selfMember().uniqueAddress());
    }

    /// Starts the actor of a node that is, or will be, a member of a cluster.
    public static ActorRef<HandoverCommand> start(ActorSystem<?> system, Parts parts) {
        var loops = DispatcherSelector.fromConfig(EntityTypes.DISPATCHER);
        return system.systemActorOf(create(parts), NAME, loops);
    }

    static Behavior<HandoverCommand> create(Parts parts) {
        var behavior =
                Behaviors.<HandoverCommand>setup(
                        context ->
                                Behaviors.withTimers(
                                        timers -> new HandoverActor(context, timers, parts)));
        // What is in the tables must survive a message that could not be handled.
        return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.resume());
    }

    private HandoverActor(
            ActorContext<HandoverCommand> context,
            TimerScheduler<HandoverCommand> timers,
            Parts parts) {
        super(context);
        this.parts = parts;
        this.timers = timers;
        this.colleagues = new Colleagues(context, "/system/" + NAME, parts.courier());
        this.self = colleagues.self();
        look();
    }

    @Override
    public Receive<HandoverCommand> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(
                        command -> {
                            on(command);
                            tickWhileThereIsWork(command == Signal.TICK);
                            return this;
                        })
                .build();
    }

    private void on(HandoverCommand command) {
        switch (command) {
            case HandoverCommand.BetweenNodes message -> onMessage(message);
            case HandoverCommand.Put(var callId) -> {
                if (parts.mayAct().getAsBoolean()) {
                    parts.table().pushed(callId, now()).ifPresent(this::push);
                }
            }
            case HandoverCommand.TakenOver(var former) ->
                    former.holder()
                            .ifPresent(
                                    holder ->
                                            send(
                                                    holder,
                                                    new HandoverCommand.Acknowledged(
                                                            former.callId(), former.passage())));
            case HandoverCommand.Ask(var callId, var replyTo) -> ask(callId, replyTo);
            case HandoverCommand.HaveKept(var callId, var copy, var passage, var node, var to) -> {
                long number = keepers.put(callId, node, passage, to, now());
                var more = forgets.with(node);
                send(
                        node,
                        new HandoverCommand.Keep(callId, copy, passage, self, number, more, now()));
            }
            case HandoverCommand.KeeperWanted(var callId, var passage, var entity) -> {
                keepers.wish(callId, passage, entity);
                grantWishes();
            }
            case HandoverCommand.HaveForgotten(var callId, var passage, var node, var urgent) -> {
                long number = keepers.remove(callId, passage);
                var forget = new HandoverCommand.Forget(callId, passage, number);
                boolean waits = !urgent && !isLeaving() && forgets.add(node, forget);
                if (!waits) send(node, forget);
            }
            case HandoverCommand.Left(var callId, var passage) -> keepers.remove(callId, passage);
            case HandoverCommand.Removed(var node, var crashed) -> removed(node, crashed);
            case Signal.TICK -> tick();
            case Signal.MEMBERS_CHANGED -> look();
            case Signal.DRAIN -> {
                parts.draining().add(self);
                forgets.sayAll(this::send);
                sayDraining();
            }
            case Signal.REGION_GONE -> parts.table().hurry();
        }
    }

    private void onMessage(HandoverCommand.BetweenNodes message) {
        switch (message) {
            case HandoverCommand.Push(var former) -> resume(former.arrived(now()));
            case HandoverCommand.Acknowledged(var callId, var passage) -> {
                parts.table().acknowledged(callId, passage);
                parts.copies().acknowledged(callId, passage);
            }
            case HandoverCommand.Claim(var callId, var round, var from) ->
                    send(
                            from,
                            new HandoverCommand.Claimed(
                                    round, self, find(callId).map(each -> each.sent(now()))));
            case HandoverCommand.Claimed(var round, var from, var former) ->
                    claims.answered(round, from, former.map(each -> each.arrived(now())))
                            .ifPresent(this::perform);
            case HandoverCommand.Keep(
                            var callId,
                            var state,
                            var passage,
                            var owner,
                            var number,
                            var others,
                            var sentAt) -> {
                others.forEach(this::onMessage);
                var here = Former.of(state, sentAt, now());
                var copy = Former.of(callId, here, passage);
                if (gone.contains(owner)) {
                    if (parts.copies().keep(copy, owner, number, now())) {
                        parts.copies().removed(owner, true, now());
                    }
                } else if (parts.copies().keep(copy, owner, number, now())) {
                    send(owner, new HandoverCommand.Kept(callId, passage, self, true));
                }
            }
            case HandoverCommand.Kept(var callId, var passage, var keeper, var reads) -> {
                if (reads && !gone.contains(keeper)) forgets.readBy(keeper);
                keepers.kept(callId, keeper, passage)
                        .ifPresent(entity -> entity.tell(new HandoverReply.Kept(passage)));
            }
            case HandoverCommand.Forget(var callId, var passage, var number) ->
                    parts.copies().forget(callId, passage, number, now());
            case HandoverCommand.Draining(var node) -> {
                if (!gone.contains(node) && parts.draining().add(node)) lose(node);
            }
        }
    }

    // --- states ---------------------------------------------------------------------------------

    private Optional<Former> find(String callId) {
        return parts.table()
                .find(callId)
                .or(() -> parts.copies().find(callId, Set.copyOf(colleagues.up())));
    }

    /// The last core node keeps what it has: its region would wait for an owner that nobody can be.
    private void push(HandoverTable.Push push) {
        if (isLeaving() && !parts.surroundings().hasHelpers()) return;
        if (push.by().isPresent()) {
            send(push.by().get(), new HandoverCommand.Push(push.former().sent(now())));
        } else {
            resume(push.former());
        }
    }

    /// Tells the next incarnation, which may be on another node.
    private void resume(Former former) {
        parts.resume().accept(former.sent(now()));
    }

    private void ask(String callId, ActorRef<HandoverReply> replyTo) {
        long round = ++rounds;
        questions.put(round, new Question(callId, replyTo));
        claims.begin(round, callId, find(callId), colleagues.others(), now())
                .forEach(this::perform);
    }

    private void perform(ClaimTable.Effect effect) {
        switch (effect) {
            case ClaimTable.Effect.Ask(var node, var callId, var round) ->
                    send(node, new HandoverCommand.Claim(callId, round, self));
            case ClaimTable.Effect.Decided(var round, var former) ->
                    answer(round, new HandoverReply.Found(former));
            case ClaimTable.Effect.GivenUp(var round) ->
                    answer(round, new HandoverReply.Undecided());
        }
    }

    private void answer(long round, HandoverReply reply) {
        var question = questions.remove(round);
        if (question != null) question.replyTo().tell(reply);
    }

    // --- members --------------------------------------------------------------------------------

    private void look() {
        colleagues.look();
        var helpers =
                colleagues.up().stream().filter(node -> !parts.draining().contains(node)).toList();
        parts.surroundings().become(new Surroundings.View(colleagues.others(), helpers));
        grantWishes();
    }

    private void grantWishes() {
        if (!parts.surroundings().hasHelpers()) return;
        for (var entity : keepers.wishers()) entity.tell(new HandoverReply.KeeperLost());
    }

    private void removed(NodeId node, boolean crashed) {
        gone.add(node);
        if (gone.size() > MOST_GONE) gone.removeFirst();
        parts.draining().remove(node);
        parts.copies().removed(node, crashed, now());
        forgets.gone(node);
        lose(node);
    }

    private void lose(NodeId keeper) {
        look();
        for (var entity : keepers.lost(keeper)) entity.tell(new HandoverReply.KeeperLost());
    }

    private void sayDraining() {
        for (var node : colleagues.others()) send(node, new HandoverCommand.Draining(self));
    }

    private void send(NodeId node, HandoverCommand.BetweenNodes message) {
        if (node.equals(self)) onMessage(message);
        else colleagues.tell(node, message);
    }

    // --- time -----------------------------------------------------------------------------------

    private void tick() {
        var now = now();
        look();
        claims.due(now, colleagues.others(), this::find).forEach(this::perform);
        forgets.sayAll(this::send);
        for (var entity : keepers.overdue(now)) entity.tell(new HandoverReply.Unkept());
        if (isLeaving() && ticks++ % TICKS_BETWEEN_DRAINING == 0) {
            sayDraining();
        }
        // What a node has that may not act is for others to find out.
        if (!parts.mayAct().getAsBoolean()) return;
        List<NodeId> helpers = parts.surroundings().helpers();
        parts.table().due(now, helpers, random).forEach(this::push);
        parts.copies().due(now, helpers, random).forEach(this::push);
    }

    /// An idle node is not woken ten times a second, and one with calls does not begin and end that
    /// with each of them.
    private void tickWhileThereIsWork(boolean ticked) {
        boolean work =
                !parts.table().isIdle()
                        || !parts.copies().isIdle()
                        || claims.size() > 0
                        || !forgets.isEmpty()
                        || keepers.awaitsAny()
                        || isLeaving();
        if (work == ticking || !work && !ticked) return;
        ticking = work;
        if (work) timers.startTimerWithFixedDelay(Signal.TICK, Signal.TICK, TICK);
        else timers.cancel(Signal.TICK);
    }

    private boolean isLeaving() {
        return parts.draining().contains(self);
    }

    private long now() {
        return parts.clock().millis();
    }
}
