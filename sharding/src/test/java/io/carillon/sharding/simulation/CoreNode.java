package io.carillon.sharding.simulation;

import io.carillon.sharding.handover.ClaimTable;
import io.carillon.sharding.handover.CopyTable;
import io.carillon.sharding.handover.Forgets;
import io.carillon.sharding.handover.Former;
import io.carillon.sharding.handover.HandoverCommand;
import io.carillon.sharding.handover.HandoverTable;
import io.carillon.sharding.handover.Keepers;
import io.carillon.sharding.handover.NodeId;
import io.carillon.sharding.handover.Passage;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.location.Aor;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.proxy.CallState;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Hop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// One incarnation of a core node: its entities, its own clock, and in place of the hand-over actor
/// the same tables, asked in the same way.
final class CoreNode {
    private static final long TICK = 100;
    private static final long YOUNG = 10_000;

    final Cluster cluster;
    final ClusterNetwork.Party process;
    final NodeId id;
    private final NodeClock clock;

    /// How far its wall clock is ahead of the truth, in milliseconds.
    private long wrong;

    private final HandoverTable table;
    private final CopyTable copies;
    private final ClaimTable claims = new ClaimTable();
    private final Keepers<CallShell> keepers = new Keepers<>();
    private final Forgets forgets = new Forgets();
    private final Map<String, CallShell> calls = new LinkedHashMap<>();
    private final Map<String, AorShell> aors = new LinkedHashMap<>();
    private final Map<Integer, Long> shardsSince = new HashMap<>();
    private final Map<Long, CallShell> questions = new HashMap<>();
    private long rounds;
    private boolean ticking;
    boolean draining;

    /// @param skew of its clock, in milliseconds
    CoreNode(Cluster cluster, String name, long incarnation, long skew) {
        this.cluster = cluster;
        this.wrong = skew;
        this.clock =
                new NodeClock(
                        () -> Cluster.EPOCH + cluster.schedule.now() + wrong,
                        () -> cluster.schedule.now() * 1_000_000);
        process = new ClusterNetwork.Party(name);
        id = new NodeId(name, incarnation);
        table = new HandoverTable(id);
        copies = new CopyTable(id, Cluster.TIMER_C + 30_000);
    }

    long now() {
        clock.follow();
        return clock.millis();
    }

    /// Somebody sets its wall clock.
    void stepClock(long millis) {
        wrong += millis;
    }

    void diary(String callId, String what) {
        cluster.diary.note(callId, process.name, ". ", "", what);
    }

    // --- entities -------------------------------------------------------------------------------

    /// A message has come for a call.
    void call(String callId, CallShell.Command command) {
        calls.computeIfAbsent(callId, it -> new CallShell(it, this)).on(command);
    }

    /// A message has come for an address-of-record.
    void aor(Aor aor, Consumer<AorShell> message) {
        aors.computeIfAbsent(aor.toString(), _ -> new AorShell(aor, this)).on(message);
    }

    void stop(CallShell shell) {
        shell.stop();
        calls.remove(shell.callId, shell);
    }

    /// A shard leaves.
    void stopCalls(int shard) {
        shardsSince.remove(shard);
        for (var shell : List.copyOf(calls.values())) {
            if (Shards.shardOf(shell.callId) == shard) stop(shell);
        }
    }

    void stopAors(int shard) {
        for (var shell : List.copyOf(aors.values())) {
            if (Shards.shardOf(shell.aor.toString()) != shard) continue;
            shell.die();
            aors.remove(shell.aor.toString());
        }
    }

    void die() {
        for (var shell : calls.values()) shell.die();
        for (var shell : aors.values()) shell.die();
        calls.clear();
        aors.clear();
    }

    void tellCall(String callId, CallShell.Command command) {
        cluster.tellCall(process, callId, command);
    }

    void locate(Aor aor, TransactionKey key, CallShell asker) {
        cluster.aors.tell(
                process,
                aor.toString(),
                home -> home.aor(aor, shell -> shell.lookUp(key, this, asker)));
    }

    // --- the edges ------------------------------------------------------------------------------

    void send(SipMessage message, Hop hop, Optional<TransactionKey> client) {
        var name =
                switch (hop) {
                    case Hop.ByFlow(var flow) -> flow.edge();
                    case Hop.ByFlowOr(var flow, var _) -> flow.edge();
                    case Hop.To(var by, var _) -> by;
                };
        if (!cluster.known().isLive(name)) {
            byAnother(message, hop, client);
            return;
        }
        var edge = cluster.edge(name);
        cluster.diary.note(process.name, "=>", name, message);
        cluster.network.tell(process, edge.process, () -> edge.send(message, hop, client));
    }

    /// What an edge that is gone was to send goes by another one where the address is known.
    private void byAnother(SipMessage message, Hop hop, Optional<TransactionKey> client) {
        var destination =
                switch (hop) {
                    case Hop.ByFlow(var flow) when message instanceof Response ->
                            new Destination(flow.transport(), flow.remote());
                    case Hop.To(var _, var to) -> to;
                    case Hop.ByFlow _, Hop.ByFlowOr _ ->
                            throw new IllegalStateException("not in this world: " + hop);
                };
        var way = cluster.known().to(destination, "").orElseThrow();
        send(message, new Hop.To(way.edge(), destination), client);
    }

    void acknowledge(EdgeNode.Receipt receipt) {
        if (receipt.number() == 0) return;
        var edge = receipt.edge();
        cluster.network.tell(process, edge.process, () -> edge.acknowledged(receipt.number()));
    }

    // --- what the hand-over actor does ----------------------------------------------------------

    Optional<Former> take(String callId) {
        return table.take(callId).filter(this::adopt);
    }

    boolean adopt(Former former) {
        return table.adopt(former, now());
    }

    boolean mustAsk(String callId) {
        int shard = Shards.shardOf(callId);
        var since = shardsSince.putIfAbsent(shard, now());
        if (cluster.others(this).isEmpty() && copies.isEmpty()) return false;
        return since == null || now() - since < YOUNG;
    }

    void put(Former former) {
        table.put(former, now());
        if (former.keeper().isPresent()) keepers.remove(former.callId(), former.passage());
        table.pushed(former.callId(), now()).ifPresent(this::push);
        tickIfNeeded();
    }

    private void push(HandoverTable.Push push) {
        if (push.by().isPresent()) {
            var former = push.former().sent(now());
            tell(push.by().get(), other -> other.resume(former.arrived(other.now())));
        } else {
            resume(push.former());
        }
    }

    private void resume(Former former) {
        tellCall(former.callId(), new CallShell.Command.Resume(former.sent(now())));
    }

    void takenOver(Former former) {
        former.holder()
                .ifPresent(
                        holder ->
                                tell(
                                        holder,
                                        other ->
                                                other.acknowledged(
                                                        former.callId(), former.passage())));
    }

    private void acknowledged(String callId, Passage passage) {
        table.acknowledged(callId, passage);
        copies.acknowledged(callId, passage);
    }

    Optional<NodeId> keeper(String callId, Optional<NodeId> before) {
        var helpers = cluster.helpers(this);
        return before.filter(helpers::contains).or(() -> Keepers.choose(callId, helpers));
    }

    void keep(CallShell shell, CallState copy, Passage passage, NodeId keeper) {
        long number = keepers.put(shell.callId, keeper, passage, shell, now());
        diary(shell.callId, "has " + keeper.address() + " keep " + copy.transactions());
        var more = forgets.with(keeper);
        var sent = Former.of(shell.callId, copy, passage).sent(now());
        tell(
                keeper,
                other -> {
                    more.forEach(other::forget);
                    other.keepFor(this, sent.arrived(other.now()), number);
                });
        tickIfNeeded();
    }

    private void keepFor(CoreNode owner, Former copy, long number) {
        if (!copies.keep(copy, owner.id, number, now())) return;
        tickIfNeeded();
        var passage = copy.passage();
        tell(
                owner.id,
                it -> {
                    it.forgets.readBy(id);
                    it.keepers
                            .kept(copy.callId(), id, passage)
                            .ifPresent(each -> each.kept(passage));
                });
    }

    void awaitKeeper(CallShell shell, Passage passage) {
        keepers.wish(shell.callId, passage, shell);
    }

    void needsNoKeeper(String callId, Passage passage) {
        keepers.remove(callId, passage);
    }

    /// There may be more nodes than there were.
    void look() {
        if (cluster.helpers(this).isEmpty()) return;
        for (var shell : keepers.wishers()) shell.keeperLost();
    }

    void forget(String callId, Passage passage, NodeId keeper, boolean urgent) {
        long number = keepers.remove(callId, passage);
        var forget = new HandoverCommand.Forget(callId, passage, number);
        boolean waits = !urgent && !draining && forgets.add(keeper, forget);
        diary(callId, "has " + keeper.address() + (waits ? " forget in time" : " forget"));
        if (!waits) say(keeper, forget);
        tickIfNeeded();
    }

    private void say(NodeId keeper, HandoverCommand.Forget forget) {
        tell(keeper, other -> other.forget(forget));
    }

    private void forget(HandoverCommand.Forget forget) {
        copies.forget(forget.callId(), forget.passage(), forget.number(), now());
    }

    void ask(CallShell shell) {
        long round = ++rounds;
        questions.put(round, shell);
        claims.begin(round, shell.callId, find(shell.callId), cluster.others(this), now())
                .forEach(this::perform);
        tickIfNeeded();
    }

    private Optional<Former> find(String callId) {
        return table.find(callId)
                .or(() -> copies.find(callId, Set.copyOf(cluster.reachable(this))));
    }

    private void perform(ClaimTable.Effect effect) {
        switch (effect) {
            case ClaimTable.Effect.Ask(var node, var callId, var round) ->
                    tell(
                            node,
                            other -> {
                                var found = other.find(callId).map(it -> it.sent(other.now()));
                                other.tell(id, it -> it.claimed(round, other.id, found));
                            });
            case ClaimTable.Effect.Decided(var round, var former) -> {
                var shell = questions.remove(round);
                if (shell != null) shell.found(former);
            }
            case ClaimTable.Effect.GivenUp(var round) -> {
                var shell = questions.remove(round);
                if (shell != null) shell.undecided();
            }
        }
    }

    private void claimed(long round, NodeId from, Optional<Former> former) {
        claims.answered(round, from, former.map(each -> each.arrived(now())))
                .ifPresent(this::perform);
    }

    /// A node is out of the cluster, or is about to leave and says so.
    void lost(NodeId node, boolean removed, boolean crashed) {
        if (removed) {
            copies.removed(node, crashed, now());
            forgets.gone(node);
        }
        for (var shell : keepers.lost(node)) shell.keeperLost();
        tickIfNeeded();
    }

    private void tell(NodeId node, Consumer<CoreNode> message) {
        if (node.equals(id)) {
            message.accept(this);
            return;
        }
        cluster.find(node)
                .ifPresent(
                        to -> cluster.network.tell(process, to.process, () -> message.accept(to)));
    }

    // --- time -----------------------------------------------------------------------------------

    private void tickIfNeeded() {
        if (ticking || isIdle()) return;
        ticking = true;
        cluster.schedule.after(TICK, this::tick);
    }

    private void tick() {
        ticking = false;
        if (!process.isAlive()) return;
        claims.due(now(), cluster.others(this), this::find).forEach(this::perform);
        forgets.sayAll(this::say);
        for (var shell : keepers.overdue(now())) shell.unkept();
        List<NodeId> helpers = new ArrayList<>(cluster.helpers(this));
        var random = cluster.chance.random();
        table.due(now(), helpers, random).forEach(this::push);
        copies.due(now(), helpers, random).forEach(this::push);
        tickIfNeeded();
    }

    private boolean isIdle() {
        return table.size() == 0
                && copies.size() == 0
                && claims.size() == 0
                && forgets.isEmpty()
                && !keepers.awaitsAny();
    }

    /// Whether nothing waits here to be taken over.
    boolean mayLeave() {
        return table.size() == 0 && copies.orphans() == 0 && calls.isEmpty();
    }

    /// How many INVITEs of others are kept here.
    int copies() {
        return copies.size();
    }

    /// The calls that somebody still believes to be going on, copies included.
    List<String> remains() {
        var remains = new ArrayList<String>();
        for (var shell : calls.values()) {
            remains.add(shell.callId + " has " + shell.state().transactions() + " transactions");
        }
        if (table.size() > 0) remains.add(table.size() + " states held");
        if (copies.size() > 0) remains.add(copies.size() + " copies");
        return remains;
    }
}
