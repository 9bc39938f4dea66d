package io.carillon.sharding.call;

import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.handover.Former;
import io.carillon.sharding.handover.Passage;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sharding.location.AorReply;
import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.ProxyEffect;
import io.carillon.sip.proxy.ProxyEvent;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.ShardRegion;

import java.util.List;

/// The actor of one Call-ID: steps the proxy core with what comes in and performs what it wants.
/// It knows no protocol. Runs on the event loop that the message came in by.
public final class CallEntity extends AbstractBehavior<Object> {
    /// An alarm holds on to its entity; a call that has ended shall not be held for hours.
    private static final long LONGEST_ALARM_MILLIS = 64_000;

    private final String callId;
    private final CallServices services;
    private CallState state = CallState.NONE;
    private long armedFor = Long.MAX_VALUE;
    private boolean pending;
    private boolean leaving;

    /// The behavior of the entity of a Call-ID.
    public static Behavior<CallCommand> create(String callId, CallServices services) {
        return Behaviors.<Object>setup(context -> new CallEntity(context, callId, services))
                .narrow();
    }

    private CallEntity(ActorContext<Object> context, String callId, CallServices services) {
        super(context);
        this.callId = callId;
        this.services = services;
    }

    @Override
    public Receive<Object> createReceive() {
        return newReceiveBuilder()
                .onMessage(CallCommand.class, this::onCommand)
                .onMessage(AorReply.class, this::onReply)
                .onSignal(PostStop.class, _ -> onStopped())
                .build();
    }

    private Behavior<Object> onCommand(CallCommand command) {
        return switch (command) {
            case CallCommand.Received(var request, var flow, var receipt) ->
                    step(new ProxyEvent.Received(request, flow), receipt);
            case CallCommand.Responded(var response, var _, var receipt) ->
                    step(new ProxyEvent.Answered(response), receipt);
            case CallCommand.Resolved(var key, var fork, var destinations) ->
                    step(new ProxyEvent.Resolved(key, fork, destinations));
            case CallCommand.ResolvedStateless(var ack, var flow, var destinations) ->
                    step(new ProxyEvent.ResolvedStateless(ack, flow, destinations));
            case CallCommand.Unreachable(var _, var client) ->
                    step(new ProxyEvent.Unreachable(client));
            case CallCommand.Woken _ -> woken();
            case CallCommand.Resume(var former) ->
                    step(new ProxyEvent.Resumed(former.state(), former.origin()));
            case CallCommand.Stop _ -> stop();
        };
    }

    private Behavior<Object> onReply(AorReply reply) {
        return step(
                switch (reply) {
                    case AorReply.Located(var key, var location) ->
                            new ProxyEvent.Located(key, location);
                    case AorReply.Authenticated(var key, var right, var stale) ->
                            new ProxyEvent.Authenticated(key, right, stale);
                    case AorReply.Failed(var key) -> new ProxyEvent.LookupFailed(key);
                });
    }

    /// The edge hears that its message was taken once what it has caused is under way.
    private Behavior<Object> step(ProxyEvent event, Receipt receipt) {
        var next = step(event);
        if (!receipt.isNone()) services.outbound().acknowledge(receipt);
        return next;
    }

    private Behavior<Object> step(ProxyEvent event) {
        var before = state.dialogs();
        var step = services.core().on(state, event, services.clock().millis());
        state = step.next();
        for (var effect : step.effects()) perform(effect);
        count(state.isPending());
        if (state.dialogs() != before && !state.dialogs().equals(before)) {
            services.directory().put(callId, state.dialogs());
        }
        return goOn();
    }

    private void count(boolean isPending) {
        if (isPending == pending) return;
        pending = isPending;
        services.directory().pending(isPending ? 1 : -1);
    }

    private Behavior<Object> goOn() {
        if (state.isOver()) passivate();
        else arm();
        return this;
    }

    private void arm() {
        var next = state.nextDeadline();
        if (next >= armedFor) return;
        var now = services.clock().millis();
        armedFor = Math.min(next, now + LONGEST_ALARM_MILLIS);
        services.alarms().after(armedFor - now, self(), CallCommand.Woken.WOKEN);
    }

    /// An alarm that was overtaken by an earlier one is not heeded: each would arm another, and
    /// their number would grow with every request of a long call.
    private Behavior<Object> woken() {
        if (services.clock().millis() < armedFor) return this;
        armedFor = Long.MAX_VALUE;
        if (state.nextDeadline() <= services.clock().millis()) return step(new ProxyEvent.Woken());
        return goOn();
    }

    private void perform(ProxyEffect effect) {
        switch (effect) {
            case ProxyEffect.SendRequest(var request, var hop, var client) -> {
                var self = self();
                services.outbound()
                        .send(
                                request,
                                hop,
                                _ -> self.tell(new CallCommand.Unreachable(callId, client)));
            }
            case ProxyEffect.SendStateless(var request, var hop) ->
                    services.outbound().send(request, hop, Outbound.Unreachable.IGNORED);
            case ProxyEffect.SendResponse(var response, var hop) ->
                    services.outbound().send(response, hop, Outbound.Unreachable.IGNORED);
            case ProxyEffect.Locate(var key, var aor) ->
                    services.aors().tell(new AorCommand.LookUp(aor, key, replies()));
            case ProxyEffect.Authenticate(var key, var user, var credentials, var method) ->
                    services.aors()
                            .tell(
                                    new AorCommand.Authenticate(
                                            user, key, credentials, method, replies()));
            case ProxyEffect.Resolve(var key, var fork, var host) -> {
                var self = self();
                services.outbound()
                        .resolve(
                                host,
                                found -> self.tell(new CallCommand.Resolved(key, fork, found)));
            }
            case ProxyEffect.ResolveStateless(var ack, var flow, var host) -> {
                var self = self();
                services.outbound()
                        .resolve(
                                host,
                                found ->
                                        self.tell(
                                                new CallCommand.ResolvedStateless(
                                                        ack, flow, found)));
            }
            case ProxyEffect.Finished(var method, var status, var millis) ->
                    services.observer().finished(method, status, millis);
            case ProxyEffect.Keep _, ProxyEffect.Forget _ -> {}
            case ProxyEffect.Repeated(var sent) -> services.observer().repeated(sent);
        }
    }

    private ActorRef<CallCommand> self() {
        return getContext().getSelf().narrow();
    }

    private ActorRef<AorReply> replies() {
        return getContext().getSelf().narrow();
    }

    /// Asks the shard to stop this entity. By the classic message to the parent: the typed one goes
    /// by way of another actor and costs several times as much.
    private void passivate() {
        if (leaving) return;
        leaving = true;
        var classic = Adapter.toClassic(getContext());
        classic.parent().tell(new ShardRegion.Passivate(CallCommand.Stop.STOP), classic.self());
    }

    /// Something may have come in between the wish to stop and the stop: the next incarnation,
    /// for which the shard keeps what comes now, goes on with it.
    private Behavior<Object> stop() {
        if (leaving && !state.isOver())
            services.calls()
                    .tell(new CallCommand.Resume(Former.of(callId, state, new Passage(0, 0))));
        return Behaviors.stopped();
    }

    private Behavior<Object> onStopped() {
        count(false);
        services.directory().put(callId, List.of());
        return this;
    }
}
