package io.carillon.sharding.simulation;

import io.carillon.sharding.handover.NodeId;
import io.carillon.sip.auth.Nonce;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.proxy.Branches;
import io.carillon.sip.proxy.DialogToken;
import io.carillon.sip.proxy.LocalAnswers;
import io.carillon.sip.proxy.ProxyCore;
import io.carillon.sip.proxy.ProxySettings;
import io.carillon.sip.proxy.RequestValidation;
import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The cluster of one run and all that surrounds it: who is a member, and what all share.
final class Cluster {
    static final long EPOCH = 1_700_000_000_000L;
    static final long TIMER_C = 180_000;

    /// How long it takes until all have heard that a node was removed.
    static final long NEWS = 40;

    /// How long a dead node still passes for reachable.
    private static final long UNNOTICED = 80;

    private static final Secret SECRET = Secret.of("a secret of the simulation");

    final Schedule schedule = new Schedule();
    final Chance chance;
    final Diary diary = new Diary(schedule);
    final Ledger ledger = new Ledger(schedule);
    final ClusterNetwork network;
    final PhoneNetwork phones;
    final Journal journal;
    final Shards calls;
    final Shards aors;
    final ProxyCore core;
    final LocalAnswers answers;
    final RequestValidation validation;
    final List<EdgeNode> edges = new ArrayList<>();

    /// Every incarnation there has been.
    final List<CoreNode> nodes = new ArrayList<>();

    /// Those that are members, dead ones included until they are removed.
    private final List<CoreNode> members = new ArrayList<>();

    private final Map<CoreNode, Long> died = new HashMap<>();
    private final Map<String, Phone> phonesByAddress = new HashMap<>();
    private final Map<String, CallPlan> plans = new HashMap<>();

    /// All nodes know it at the same time: how they hear of it is not played here.
    private Edges known;

    Cluster(long seed, PhoneNetwork.Weather weather) {
        chance = new Chance(seed);
        network = new ClusterNetwork(schedule, chance);
        phones = new PhoneNetwork(schedule, chance, diary, weather);
        journal = new Journal(schedule, chance);
        calls = new Shards(network, chance);
        aors = new Shards(network, chance);
        for (int i = 1; i <= 2; i++) {
            edges.add(new EdgeNode(this, "e" + i, new InetSocketAddress("10.1.0." + i, 5060)));
        }
        edgesChanged();
        var settings =
                new ProxySettings(
                        List.of("example.com"),
                        () -> known,
                        true,
                        false,
                        ProxySettings.Relay.NONE,
                        List.of(),
                        ProxySettings.Timers.DEFAULT,
                        TIMER_C,
                        true);
        answers = new LocalAnswers(SECRET.mac("tag"), new Nonce(SECRET.mac("nonce"), 300_000));
        core =
                new ProxyCore(
                        settings,
                        new Branches(SECRET.mac("branch")),
                        new DialogToken(SECRET.mac("dialog")),
                        answers);
        validation = new RequestValidation(settings, answers);
    }

    // --- who is there ---------------------------------------------------------------------------

    CoreNode join(String name) {
        long skew = chance.between(-Ledger.MOST_SKEW / 2, Ledger.MOST_SKEW / 2);
        var node = new CoreNode(this, name, nodes.size(), skew);
        nodes.add(node);
        members.add(node);
        for (var other : living()) {
            if (other == node) continue;
            schedule.after(
                    NEWS,
                    () -> {
                        if (other.process.isAlive()) other.look();
                    });
        }
        return node;
    }

    List<CoreNode> members() {
        return members;
    }

    List<CoreNode> living() {
        return members.stream().filter(node -> node.process.isAlive()).toList();
    }

    void kill(CoreNode node) {
        diary.fault("kill " + node.process.name);
        network.kill(node.process);
        node.die();
        died.put(node, schedule.now());
    }

    /// A node is out of the cluster; each of the others hears of it in its own time.
    void removed(CoreNode node, boolean crashed) {
        diary.fault("removed " + node.process.name);
        members.remove(node);
        for (var other : List.copyOf(members)) {
            schedule.after(
                    chance.between(0, NEWS),
                    () -> {
                        if (other.process.isAlive()) other.lost(node.id, true, crashed);
                    });
        }
    }

    /// A node says that it is about to leave.
    void draining(CoreNode node) {
        diary.fault("drain " + node.process.name);
        node.draining = true;
        for (var other : living()) {
            if (other != node) schedule.after(5, () -> other.lost(node.id, false, false));
        }
    }

    Optional<CoreNode> find(NodeId id) {
        return nodes.stream().filter(node -> node.id.equals(id)).findFirst();
    }

    /// Whoever may hold a state.
    Set<NodeId> others(CoreNode than) {
        var others = new HashSet<NodeId>();
        for (var node : members) if (node != than) others.add(node.id);
        return others;
    }

    List<NodeId> reachable(CoreNode from) {
        var reachable = new ArrayList<NodeId>();
        for (var node : members) {
            boolean seems = schedule.now() - died.getOrDefault(node, schedule.now()) < UNNOTICED;
            if (node != from && seems) reachable.add(node.id);
        }
        return reachable;
    }

    List<NodeId> helpers(CoreNode of) {
        var helpers = new ArrayList<>(reachable(of));
        for (var node : members) if (node.draining) helpers.remove(node.id);
        return helpers;
    }

    // --- edges ----------------------------------------------------------------------------------

    /// The edges that messages can be sent by; the address of one that has left stays ours.
    Edges known() {
        return known;
    }

    void edgesChanged() {
        var live = new HashMap<String, List<Listener>>();
        var departed = new ArrayList<Listener>();
        for (var edge : edges) {
            if (edge.isMember()) live.put(edge.process.name, edge.listeners());
            else departed.addAll(edge.listeners());
        }
        known = Edges.of("", live, departed);
    }

    // --- ways -----------------------------------------------------------------------------------

    void tellCall(ClusterNetwork.Party from, String callId, CallShell.Command command) {
        calls.tell(from, callId, home -> home.call(callId, command));
    }

    EdgeNode edge(String name) {
        return edges.stream().filter(edge -> edge.process.name.equals(name)).findFirst().get();
    }

    EdgeNode edgeAt(String host, int port) {
        for (var edge : edges) {
            if (edge.host().equals(host) && edge.address.getPort() == port) return edge;
        }
        throw new IllegalArgumentException(host + ":" + port + " is no edge");
    }

    void add(Phone phone) {
        phonesByAddress.put(phone.transport + " " + phone.address, phone);
    }

    Optional<Phone> phone(Transport transport, InetSocketAddress address) {
        return Optional.ofNullable(phonesByAddress.get(transport + " " + address));
    }

    void add(CallPlan plan) {
        plans.put(plan.callId(), plan);
    }

    CallPlan plan(String callId) {
        return plans.get(callId);
    }
}
