package io.carillon.sharding.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What happens to the nodes: shards move, nodes die, leave and come; edges die and come back.
final class Faults {
    /// Shards on their way at one time, of each type.
    private static final int MOST_MOVING = 3;

    private static final long REBALANCE = 200;

    private final Cluster cluster;
    private final Chance chance;
    private final Schedule schedule;
    private final Set<Integer> movingCalls = new HashSet<>();
    private final Set<Integer> movingAors = new HashSet<>();
    private long removedAt;

    Faults(Cluster cluster) {
        this.cluster = cluster;
        this.chance = cluster.chance;
        this.schedule = cluster.schedule;
    }

    /// Gives every shard its first home, and goes on to keep them even until `until`.
    void begin(long until) {
        for (int i = 0; i < Shards.COUNT; i++) {
            cluster.calls.come(i, chance.oneOf(cluster.living()));
            cluster.aors.come(i, chance.oneOf(cluster.living()));
        }
        rebalance(until);
    }

    private void rebalance(long until) {
        for (var node : cluster.living()) {
            if (node.draining) drain(node);
        }
        var most = most();
        var least = least();
        if (cluster.calls.of(most).size() > cluster.calls.of(least).size() + 2) {
            moveCalls(cluster.calls.of(most).first());
            if (!cluster.aors.of(most).isEmpty()) moveAors(cluster.aors.of(most).first());
        }
        if (schedule.now() < until) schedule.after(REBALANCE, () -> rebalance(until));
    }

    private void drain(CoreNode node) {
        for (int shard : cluster.calls.of(node)) moveCalls(shard);
        for (int shard : cluster.aors.of(node)) moveAors(shard);
        boolean empty = cluster.calls.of(node).isEmpty() && cluster.aors.of(node).isEmpty();
        if (!empty || !movingCalls.isEmpty() || !movingAors.isEmpty() || !node.mayLeave()) return;
        // All members must have heard of it, and one that is dead does not.
        if (cluster.living().size() < cluster.members().size()) return;
        if (schedule.now() - removedAt < Cluster.NEWS) return;
        cluster.network.end(node.process);
        cluster.removed(node, false);
        schedule.after(chance.between(500, 3_000), () -> cluster.join(node.process.name));
    }

    private CoreNode least() {
        CoreNode least = null;
        for (var node : cluster.living()) {
            if (node.draining && cluster.living().size() > 1) continue;
            if (least == null || cluster.calls.of(node).size() < cluster.calls.of(least).size()) {
                least = node;
            }
        }
        return least;
    }

    private CoreNode most() {
        CoreNode most = null;
        for (var node : cluster.living()) {
            if (most == null || cluster.calls.of(node).size() > cluster.calls.of(most).size()) {
                most = node;
            }
        }
        return most;
    }

    // --- shards move ----------------------------------------------------------------------------

    void moveCalls(int shard) {
        if (movingCalls.size() >= MOST_MOVING || cluster.calls.isAway(shard)) return;
        if (!movingCalls.add(shard)) return;
        var old = home(cluster.calls, shard);
        cluster.diary.fault("calls of shard " + shard + " leave " + old.process.name);
        schedule.after(
                chance.between(1, 10),
                () -> {
                    cluster.calls.away(shard);
                    if (old.process.isAlive()) old.stopCalls(shard);
                    schedule.after(
                            chance.between(5, 60),
                            () -> {
                                movingCalls.remove(shard);
                                arrive(cluster.calls, shard);
                            });
                });
    }

    void moveAors(int shard) {
        if (movingAors.size() >= MOST_MOVING || cluster.aors.isAway(shard)) return;
        if (!movingAors.add(shard)) return;
        var old = home(cluster.aors, shard);
        schedule.after(
                chance.between(1, 10),
                () -> {
                    cluster.aors.away(shard);
                    if (old.process.isAlive()) old.stopAors(shard);
                    // A write that was under way has been made or has failed by then.
                    schedule.after(
                            chance.between(10, 60),
                            () -> {
                                movingAors.remove(shard);
                                arrive(cluster.aors, shard);
                            });
                });
    }

    private CoreNode home(Shards shards, int shard) {
        for (var node : cluster.nodes) if (shards.isAt(shard, node)) return node;
        throw new IllegalStateException("shard " + shard + " has no home");
    }

    private void arrive(Shards shards, int shard) {
        var home = least();
        if (shards == cluster.calls) {
            cluster.diary.fault("calls of shard " + shard + " come to " + home.process.name);
        }
        shards.come(shard, home);
    }

    // --- nodes come and go ----------------------------------------------------------------------

    /// @param noticedAfter when the others are sure of it, in milliseconds
    void kill(CoreNode node, long noticedAfter, long backAfter) {
        if (!node.process.isAlive() || cluster.living().size() < 2) return;
        // Where two are left, nobody has a copy when the next one dies.
        if (cluster.living().size() < 3) cluster.ledger.severe();
        cluster.kill(node);
        schedule.after(
                noticedAfter,
                () -> {
                    removedAt = schedule.now();
                    cluster.removed(node, true);
                    rehome(node);
                });
        schedule.after(noticedAfter + backAfter, () -> cluster.join(node.process.name));
    }

    /// @param withItsHost so that its phones are not even refused
    /// @param noticedAfter when the others are sure of it, in milliseconds
    void kill(EdgeNode edge, boolean withItsHost, long noticedAfter, long backAfter) {
        if (!edge.process.isAlive()) return;
        cluster.diary.fault("kill " + edge.process.name + (withItsHost ? " with its host" : ""));
        edge.die(withItsHost);
        cluster.ledger.edgeIsAway(noticedAfter + backAfter);
        schedule.after(
                noticedAfter,
                () -> {
                    cluster.diary.fault("removed " + edge.process.name);
                    edge.removed();
                    cluster.edgesChanged();
                });
        schedule.after(
                noticedAfter + backAfter,
                () -> {
                    cluster.diary.fault(edge.process.name + " is back");
                    edge.comeBack();
                    cluster.edgesChanged();
                });
    }

    private void rehome(CoreNode dead) {
        var callShards = new ArrayList<>(cluster.calls.of(dead));
        var aorShards = new ArrayList<>(cluster.aors.of(dead));
        for (int shard : callShards) cluster.calls.away(shard);
        for (int shard : aorShards) cluster.aors.away(shard);
        for (int shard : List.copyOf(callShards)) {
            schedule.after(
                    chance.between(50, 500),
                    () -> {
                        if (cluster.calls.isAway(shard)) arrive(cluster.calls, shard);
                    });
        }
        for (int shard : List.copyOf(aorShards)) {
            schedule.after(
                    chance.between(50, 500),
                    () -> {
                        if (cluster.aors.isAway(shard)) arrive(cluster.aors, shard);
                    });
        }
    }

    /// The wall clock of a node is set by so much.
    void stepClock(CoreNode node, long millis) {
        cluster.diary.fault("clock of " + node.process.name + " set by " + millis + " ms");
        node.stepClock(millis);
    }

    void drainOne() {
        if (cluster.living().size() < 2) return;
        var node = chance.oneOf(cluster.living());
        if (!node.draining) cluster.draining(node);
    }
}
