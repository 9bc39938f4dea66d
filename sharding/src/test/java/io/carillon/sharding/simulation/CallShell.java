package io.carillon.sharding.simulation;

import io.carillon.sharding.handover.Former;
import io.carillon.sharding.handover.NodeId;
import io.carillon.sharding.handover.Passage;
import io.carillon.sip.location.LocationReply;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.ProxyEffect;
import io.carillon.sip.proxy.ProxyEvent;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Flow;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Stands in for the actor of a Call-ID: steps the core, performs its effects, and goes on with
/// what a former incarnation has left. The rules are those of the call entity.
final class CallShell {
    /// What comes by the region.
    sealed interface Command {
        record Received(Request request, Flow flow, EdgeNode.Receipt receipt) implements Command {}

        record Responded(Response response, EdgeNode.Receipt receipt) implements Command {}

        record Unreachable(TransactionKey client) implements Command {}

        record Resume(Former former) implements Command {}
    }

    private enum Phase {
        FRESH,
        ASKING,
        OWNING
    }

    final String callId;
    private final CoreNode node;
    private final ArrayDeque<Command> waiting = new ArrayDeque<>();
    private final Map<TransactionKey, EdgeNode.Receipt> receipts = new LinkedHashMap<>();
    private Phase phase = Phase.FRESH;
    private Passage passage;
    private CallState state = CallState.NONE;
    private long armedFor = Long.MAX_VALUE;
    private long alarmAt;
    private boolean leaving;
    private boolean alive = true;
    private Optional<NodeId> keeper = Optional.empty();
    private CallState lastCopy = CallState.NONE;

    CallShell(String callId, CoreNode node) {
        this.callId = callId;
        this.node = node;
        this.passage = new Passage(node.cluster.chance.number(), 0);
    }

    void on(Command command) {
        if (command instanceof Command.Resume(var former)) {
            adopt(former.arrived(node.now()));
            return;
        }
        switch (phase) {
            case FRESH -> begin(command);
            case ASKING -> waiting.add(command);
            case OWNING -> take(command);
        }
    }

    private void take(Command command) {
        switch (command) {
            case Command.Received(var request, var flow, var receipt) -> {
                if (receipt.number() > 0 && request.method() != Method.ACK) {
                    receipts.put(TransactionKey.ofServer(request), receipt);
                    step(new ProxyEvent.Received(request, flow));
                } else {
                    step(new ProxyEvent.Received(request, flow));
                    node.acknowledge(receipt);
                }
            }
            case Command.Responded(var response, var receipt) -> {
                step(new ProxyEvent.Answered(response));
                node.acknowledge(receipt);
            }
            case Command.Unreachable(var client) -> step(new ProxyEvent.Unreachable(client));
            case Command.Resume _ -> throw new IllegalArgumentException("handled before");
        }
    }

    private void begin(Command first) {
        var left = node.take(callId);
        if (left.isPresent()) {
            own(left.get());
            take(first);
        } else if (node.mustAsk(callId)) {
            phase = Phase.ASKING;
            waiting.add(first);
            node.ask(this);
        } else {
            phase = Phase.OWNING;
            take(first);
        }
    }

    private void adopt(Former former) {
        node.mustAsk(callId);
        if (node.adopt(former)) {
            own(former);
            while (!waiting.isEmpty()) take(waiting.poll());
        } else if (phase == Phase.FRESH) {
            passivate();
        }
        node.takenOver(former);
    }

    private void own(Former former) {
        node.diary(callId, "goes on, " + former.origin() + " " + former.passage().hops());
        boolean only = state.isOver();
        if (only && keeper.isEmpty()) {
            keeper = former.keeper();
        } else {
            former.keeper().ifPresent(each -> node.forget(callId, former.passage(), each, true));
        }
        if (only) {
            boolean copied = former.origin() == ProxyEvent.Origin.COPIED;
            passage = copied ? former.passage().next() : former.passage();
        }
        phase = Phase.OWNING;
        step(new ProxyEvent.Resumed(former.state(), former.origin()));
    }

    void found(Optional<Former> former) {
        if (!alive) return;
        if (former.isPresent()) {
            adopt(former.get());
        } else if (phase == Phase.ASKING) {
            phase = Phase.OWNING;
            while (!waiting.isEmpty()) take(waiting.poll());
        }
    }

    void undecided() {
        if (!alive || phase != Phase.ASKING) return;
        waiting.clear();
        phase = Phase.FRESH;
        passivate();
    }

    void kept(Passage of) {
        if (alive && of.equals(passage)) step(new ProxyEvent.Kept());
    }

    void unkept() {
        if (alive && !lastCopy.isOver()) keep(lastCopy);
    }

    void keeperLost() {
        if (!alive) return;
        keeper = Optional.empty();
        unkept();
    }

    void located(TransactionKey key, LocationReply reply) {
        if (alive) step(new ProxyEvent.Located(key, reply));
    }

    // --- steps ----------------------------------------------------------------------------------

    private void step(ProxyEvent event) {
        var step = node.cluster.core.on(state, event, node.now());
        state = step.next();
        for (var effect : step.effects()) perform(effect);
        goOn();
    }

    private void perform(ProxyEffect effect) {
        switch (effect) {
            case ProxyEffect.SendRequest(var request, var hop, var client) ->
                    node.send(request, hop, Optional.of(client));
            case ProxyEffect.SendStateless(var request, var hop) ->
                    node.send(request, hop, Optional.empty());
            case ProxyEffect.SendResponse(var response, var hop) -> {
                node.send(response, hop, Optional.empty());
                // Until then the edge repeats the request.
                var receipt = receipts.remove(TransactionKey.ofAnswered(response));
                if (receipt != null) node.acknowledge(receipt);
            }
            case ProxyEffect.Locate(var key, var aor) -> node.locate(aor, key, this);
            case ProxyEffect.Keep(var copy) -> keep(copy);
            case ProxyEffect.Forget(var urgent) -> {
                if (keeper.isEmpty()) node.needsNoKeeper(callId, passage);
                keeper.ifPresent(each -> node.forget(callId, passage, each, urgent));
                keeper = Optional.empty();
                lastCopy = CallState.NONE;
            }
            case ProxyEffect.Ended ended -> node.cluster.ledger.ended(callId, ended, node);
            case ProxyEffect.Finished _, ProxyEffect.Repeated _ -> {}
            case ProxyEffect.Authenticate _,
                    ProxyEffect.Resolve _,
                    ProxyEffect.ResolveStateless _ ->
                    throw new IllegalStateException("not in this world: " + effect);
        }
    }

    private void keep(CallState copy) {
        lastCopy = copy;
        var chosen = node.keeper(callId, keeper);
        keeper.filter(before -> !before.equals(chosen.orElse(null)))
                .ifPresent(before -> node.forget(callId, passage, before, true));
        keeper = chosen;
        if (chosen.isPresent()) {
            node.keep(this, copy, passage, chosen.get());
        } else {
            node.awaitKeeper(this, passage);
            var of = passage;
            node.cluster.schedule.after(0, () -> kept(of));
        }
    }

    private void goOn() {
        if (state.isOver()) {
            passivate();
            return;
        }
        var next = state.nextDeadline();
        if (next >= armedFor) return;
        armedFor = next;
        long delay = armedFor - node.now();
        alarmAt = node.cluster.schedule.now() + delay;
        node.cluster.schedule.after(delay, this::woken);
    }

    private void woken() {
        if (!alive || node.cluster.schedule.now() < alarmAt) return;
        armedFor = Long.MAX_VALUE;
        if (state.nextDeadline() <= node.now()) step(new ProxyEvent.Woken());
        else goOn();
    }

    // --- leaving --------------------------------------------------------------------------------

    /// Until the shard lets it go, more may come in.
    private void passivate() {
        if (leaving) return;
        leaving = true;
        node.cluster.schedule.after(node.cluster.chance.between(0, 1), () -> node.stop(this));
    }

    /// The shard moves, or the entity has nothing left to do.
    void stop() {
        if (!alive) return;
        alive = false;
        if (keeper.isEmpty()) node.needsNoKeeper(callId, passage);
        if (!state.isOver()) {
            node.put(
                    new Former(
                            callId,
                            state,
                            ProxyEvent.Origin.HANDED_OVER,
                            passage.next(),
                            Optional.empty(),
                            keeper));
        }
        for (var command : waiting) node.tellCall(callId, command);
    }

    /// The node is gone.
    void die() {
        alive = false;
    }

    boolean isAlive() {
        return alive;
    }

    CallState state() {
        return state;
    }
}
