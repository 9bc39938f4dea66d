package io.carillon.sharding.call;

import io.carillon.sharding.handover.Former;
import io.carillon.sharding.handover.HandoverReply;
import io.carillon.sharding.handover.Passage;
import io.carillon.sharding.location.AorReply;
import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.ProxyEvent;
import io.carillon.sip.proxy.ProxyEvent.Origin;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.ShardRegion;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The actor of one Call-ID: steps the proxy core with what comes in and performs what it wants.
/// It knows no protocol. Runs on the event loop that the message came in by.
///
/// It goes on with what a former incarnation has left, on this node or another, and leaves what it
/// knows to the next. While its node cannot prove that it owns the call, it does nothing at all.
public final class CallEntity extends AbstractBehavior<Object> {
    /// An alarm holds on to its entity; a call that has ended shall not be held for hours.
    private static final long LONGEST_ALARM_MILLIS = 64_000;

    /// Between two looks whether the node may act again.
    private static final long FENCED_MILLIS = 200;

    /// What waits for a state. Nobody has so much to say in three seconds but a flood.
    private static final int MOST_WAITING = 64;

    private enum Phase {
        /// Nothing has been said yet.
        FRESH,
        /// Other nodes are asked for the state.
        ASKING,
        /// The state is this one's.
        OWNING
    }

    private final String callId;
    private final CallServices services;
    private final Receipts receipts;
    private final EffectPerformer effects;
    private final RingingCopy copy;
    private final ArrayDeque<CallCommand> waiting = new ArrayDeque<>(0);
    private Phase phase = Phase.FRESH;
    private Passage passage;
    private CallState state = CallState.NONE;
    private long armedFor = Long.MAX_VALUE;

    /// The same moment by the monotonic clock, which alarms go by.
    private long alarmAt;

    private boolean pending;
    private boolean leaving;
    private boolean left;

    /// The behavior of the entity of a Call-ID.
    public static Behavior<CallCommand> create(String callId, CallServices services) {
        return Behaviors.<Object>setup(context -> new CallEntity(context, callId, services))
                .narrow();
    }

    private CallEntity(ActorContext<Object> context, String callId, CallServices services) {
        super(context);
        this.callId = callId;
        this.services = services;
        this.copy = new RingingCopy(callId, services.handover(), context.getSelf().narrow());
        this.receipts = new Receipts(services.outbound()::acknowledge);
        this.effects = new EffectPerformer(callId, services, copy, receipts, context.getSelf());
        this.passage = services.handover().newLife();
        services.directory().entity(1);
    }

    @Override
    public Receive<Object> createReceive() {
        return newReceiveBuilder()
                .onMessage(CallCommand.class, this::onCommand)
                .onMessage(AorReply.class, this::onReply)
                .onMessage(HandoverReply.class, this::onHandover)
                .onSignal(PostStop.class, _ -> onStopped())
                .build();
    }

    private Behavior<Object> onCommand(CallCommand command) {
        if (command == CallCommand.Stop.STOP) return stop();
        if (command == CallCommand.Woken.WOKEN) return woken();
        if (!services.lease().mayAct()) return fenced(command);
        if (command instanceof CallCommand.Resume(var former)) {
            return adopt(former.arrived(services.clock().millis()));
        }
        switch (phase) {
            case FRESH -> begin(command);
            case ASKING -> await(command);
            case OWNING -> on(command);
        }
        return this;
    }

    private void on(CallCommand command) {
        switch (command) {
            case CallCommand.Received(var request, var flow, var receipt) -> {
                receipts.received(request, receipt);
                step(new ProxyEvent.Received(request, flow));
            }
            case CallCommand.Responded(var response, var flow, var receipt) -> {
                step(new ProxyEvent.Answered(response, Optional.of(flow)));
                if (!receipt.isNone()) services.outbound().acknowledge(receipt);
            }
            case CallCommand.Resolved(var key, var fork, var destinations) ->
                    step(new ProxyEvent.Resolved(key, fork, destinations));
            case CallCommand.ResolvedStateless(var ack, var flow, var destinations) ->
                    step(new ProxyEvent.ResolvedStateless(ack, flow, destinations));
            case CallCommand.Unreachable(var _, var client) ->
                    step(new ProxyEvent.Unreachable(client));
            case CallCommand.EdgeGone(var edge) -> step(new ProxyEvent.EdgeGone(edge));
            case CallCommand.Resume _, CallCommand.Woken _, CallCommand.Stop _ ->
                    throw new IllegalArgumentException("handled before: " + command);
        }
    }

    private Behavior<Object> onReply(AorReply reply) {
        if (!services.lease().mayAct()) return fenced();
        step(
                switch (reply) {
                    case AorReply.Located(var key, var location) ->
                            new ProxyEvent.Located(key, location);
                    case AorReply.Authenticated(var key, var right, var stale) ->
                            new ProxyEvent.Authenticated(key, right, stale);
                    case AorReply.Failed(var key) -> new ProxyEvent.LookupFailed(key);
                });
        return this;
    }

    // --- the way of a state from one incarnation to the next ------------------------------------

    /// The first message: a state may be held on this node, or be on its way from another.
    private void begin(CallCommand first) {
        var left = services.handover().take(callId);
        if (left.isPresent()) {
            own(left.get());
            on(first);
        } else if (services.handover().mustAsk(Adapter.toClassic(getContext()).parent())) {
            phase = Phase.ASKING;
            await(first);
            services.handover().ask(callId, getContext().getSelf().narrow());
        } else {
            phase = Phase.OWNING;
            on(first);
        }
    }

    private void await(CallCommand command) {
        if (waiting.size() < MOST_WAITING) waiting.add(command);
    }

    private void goOnWithWaiting() {
        while (!waiting.isEmpty()) on(waiting.poll());
    }

    /// A state that was taken over here before has gone further, or has ended: it is let go of, and
    /// not gone on with.
    private Behavior<Object> adopt(Former former) {
        // A shard that has just come is young from now on, not from its first request on.
        services.handover().mustAsk(Adapter.toClassic(getContext()).parent());
        boolean first = services.handover().adopt(former);
        if (first) {
            own(former);
            goOnWithWaiting();
        } else if (phase == Phase.FRESH) {
            passivate();
        }
        services.handover().takenOver(former);
        return this;
    }

    private void own(Former former) {
        boolean only = state.isOver();
        copy.inherit(former, only);
        if (only) {
            passage = former.origin() == Origin.COPIED ? former.passage().next() : former.passage();
        }
        phase = Phase.OWNING;
        step(new ProxyEvent.Resumed(former.state(), former.origin()));
    }

    private Behavior<Object> onHandover(HandoverReply reply) {
        boolean mayAct = services.lease().mayAct();
        switch (reply) {
            case HandoverReply.Found(var former) when mayAct -> {
                former.ifPresent(this::adopt);
                // Neither does who holds one that was taken over here before.
                nobodyHolds();
            }
            case HandoverReply.Found _, HandoverReply.Undecided _ -> giveUpAsking();
            case HandoverReply.Kept(var kept) -> {
                if (mayAct && kept.equals(passage)) step(new ProxyEvent.Kept());
            }
            case HandoverReply.Unkept _ -> {
                if (mayAct) copy.repeat(passage);
            }
            case HandoverReply.KeeperLost _ -> {
                if (mayAct) copy.lost(passage);
            }
        }
        return this;
    }

    private void nobodyHolds() {
        if (phase != Phase.ASKING) return;
        phase = Phase.OWNING;
        goOnWithWaiting();
    }

    /// Says nothing: who waits repeats, and the next incarnation asks anew.
    private void giveUpAsking() {
        if (phase != Phase.ASKING) return;
        waiting.clear();
        phase = Phase.FRESH;
        passivate();
    }

    /// The node cannot prove that it owns the call. What comes from afar is repeated there; what
    /// this
    /// node has told itself, nobody says again.
    private Behavior<Object> fenced(CallCommand command) {
        switch (command) {
            case CallCommand.Resolved _,
                    CallCommand.ResolvedStateless _,
                    CallCommand.Unreachable _,
                    CallCommand.EdgeGone _
                    when phase == Phase.OWNING -> {
                ActorRef<CallCommand> self = getContext().getSelf().narrow();
                services.alarms().after(FENCED_MILLIS, self, command);
            }
            default -> {}
        }
        return fenced();
    }

    private Behavior<Object> fenced() {
        if (phase == Phase.FRESH) passivate();
        return this;
    }

    // --- steps ----------------------------------------------------------------------------------

    private void step(ProxyEvent event) {
        var before = state.dialogs();
        var step = services.core().on(state, event, services.clock().millis());
        state = step.next();
        for (var effect : step.effects()) effects.perform(effect, passage);
        count(state.isPending());
        if (state.dialogs() != before && !state.dialogs().equals(before)) {
            services.directory().put(callId, state.dialogs());
        }
        goOn();
    }

    private void count(boolean isPending) {
        if (isPending == pending) return;
        pending = isPending;
        services.directory().pending(getContext().getSelf().narrow(), isPending);
    }

    private void goOn() {
        if (state.isOver()) passivate();
        else arm();
    }

    private void arm() {
        var next = state.nextDeadline();
        if (next >= armedFor) return;
        armAt(Math.min(next, services.clock().millis() + LONGEST_ALARM_MILLIS));
    }

    private void armAt(long millis) {
        armedFor = millis;
        var delay = millis - services.clock().millis();
        alarmAt = services.clock().nanos() + TimeUnit.MILLISECONDS.toNanos(delay);
        ActorRef<CallCommand> self = getContext().getSelf().narrow();
        services.alarms().after(delay, self, CallCommand.Woken.WOKEN);
    }

    /// An alarm that was overtaken by an earlier one is not heeded: each would arm another, and
    /// their number would grow with every request of a long call. One that has come when it was
    /// to come may still be early by a clock that follows another one.
    private Behavior<Object> woken() {
        if (services.clock().nanos() - alarmAt < 0) return this;
        var now = services.clock().millis();
        if (!services.lease().mayAct()) {
            armAt(now + FENCED_MILLIS);
            return this;
        }
        armedFor = Long.MAX_VALUE;
        if (state.nextDeadline() <= now) step(new ProxyEvent.Woken());
        else goOn();
        return this;
    }

    // --- leaving --------------------------------------------------------------------------------

    /// Asks the shard to stop this entity. By the classic message to the parent: the typed one goes
    /// by way of another actor and costs several times as much.
    private void passivate() {
        if (leaving) return;
        leaving = true;
        var classic = Adapter.toClassic(getContext());
        classic.parent().tell(new ShardRegion.Passivate(CallCommand.Stop.STOP), classic.self());
    }

    /// The shard moves, or something has come in between the wish to stop and the stop. The next
    /// incarnation goes on with it.
    private Behavior<Object> stop() {
        leave();
        for (var command : waiting) services.calls().tell(command);
        return Behaviors.stopped();
    }

    /// Leaves what it knows to the next incarnation.
    private void leave() {
        if (left) return;
        left = true;
        copy.left(passage);
        if (!state.isOver()) {
            services.handover()
                    .put(
                            new Former(
                                    callId,
                                    state,
                                    Origin.HANDED_OVER,
                                    passage.next(),
                                    Optional.empty(),
                                    copy.keeper()));
        }
    }

    /// A shard without patience, whose word to stop has not been read yet, stops it all the same.
    private Behavior<Object> onStopped() {
        leave();
        count(false);
        services.directory().put(callId, List.of());
        services.directory().entity(-1);
        return this;
    }
}
