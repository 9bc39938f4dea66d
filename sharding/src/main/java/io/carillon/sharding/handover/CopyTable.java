package io.carillon.sharding.handover;

import io.carillon.sharding.handover.HandoverTable.Push;
import io.carillon.sip.proxy.ProxyEvent.Origin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Copies of ringing INVITEs, kept here for entities of other nodes.
///
/// When their owner's node has crashed and is out of the cluster, the copies are told to the next
/// owners, in batches, each until it is acknowledged. When it has left in order, its states have
/// travelled and the copies are worth nothing.
///
/// Sends nothing and reads no clock; one thread at a time.
public final class CopyTable {
    /// Beyond this no copy is taken, and the caller hears its 100 without one.
    static final int MOST = 50_000;

    /// At one time; the rest follows with the next.
    static final int MOST_PUSHES = 500;

    /// @param orphanedAt when the owner was removed; Long.MAX_VALUE while it has not been
    private record Copy(Former former, NodeId owner, long since, long orphanedAt, long pushedAt) {
        boolean isOrphan() {
            return orphanedAt != Long.MAX_VALUE;
        }

        Copy orphaned(long now) {
            return new Copy(former, owner, since, now, Long.MIN_VALUE);
        }

        Copy pushed(long now) {
            return new Copy(former, owner, since, orphanedAt, now);
        }

        boolean isDue(long now) {
            return isOrphan()
                    && (pushedAt == Long.MIN_VALUE
                            || now - pushedAt >= HandoverTable.REPEAT_MILLIS);
        }
    }

    private final NodeId self;
    private final long lifetimeMillis;
    private final Map<String, Copy> copies = new LinkedHashMap<>();
    private volatile int orphans;
    private volatile boolean empty = true;

    /// @param lifetimeMillis how long an INVITE may ring, and a little more
    public CopyTable(NodeId self, long lifetimeMillis) {
        this.self = self;
        this.lifetimeMillis = lifetimeMillis;
    }

    /// Keeps a copy in the place of an earlier one.
    ///
    /// @param copy whose passage is the owner's own; it has not moved
    /// @return whether the owner may rely on it
    public boolean keep(Former copy, NodeId owner, long now) {
        var before = copies.get(copy.callId());
        if (before == null && copies.size() >= MOST) return false;
        // A word of a former owner that was overtaken.
        if (before != null && isNewer(before.former().passage(), copy.passage())) return false;
        copies.remove(copy.callId());
        var here = Optional.of(self);
        var kept =
                new Former(copy.callId(), copy.state(), Origin.COPIED, copy.passage(), here, here);
        copies.put(copy.callId(), new Copy(kept, owner, now, Long.MAX_VALUE, Long.MIN_VALUE));
        empty = false;
        return true;
    }

    private static boolean isNewer(Passage one, Passage other) {
        return one.life() == other.life() && one.hops() > other.hops();
    }

    /// The INVITEs are answered, or have been taken over: the copy is worth nothing any more. One
    /// of a later owner stays.
    public void forget(String callId, Passage passage) {
        copies.computeIfPresent(
                callId, (_, copy) -> passage.covers(copy.former().passage()) ? null : copy);
        if (orphans > 0 || copies.isEmpty()) count();
    }

    /// An entity has gone on with the copy of a crashed owner. One that it has had kept since
    /// stays.
    public void acknowledged(String callId, Passage passage) {
        copies.computeIfPresent(
                callId,
                (_, copy) ->
                        copy.isOrphan() && passage.covers(copy.former().passage()) ? null : copy);
        if (orphans > 0 || copies.isEmpty()) count();
    }

    /// A node is out of the cluster.
    ///
    /// @param crashed or else it has left in order
    public void removed(NodeId owner, boolean crashed, long now) {
        if (crashed) {
            copies.replaceAll((_, copy) -> copy.owner().equals(owner) ? copy.orphaned(now) : copy);
        } else {
            copies.values().removeIf(copy -> copy.owner().equals(owner));
        }
        count();
    }

    /// The copies without an owner that are to be pushed (again) by now, a bounded number. Forgets
    /// those that have become old.
    ///
    /// @param others the nodes whose regions may be asked to repeat
    public List<Push> due(long now, List<NodeId> others, RandomGenerator random) {
        if (copies.values().removeIf(copy -> isOld(copy, now))) count();
        var pushes = new ArrayList<Push>();
        for (var each : copies.entrySet()) {
            var copy = each.getValue();
            if (!copy.isDue(now)) continue;
            // First by this node's own region; what that loses, by another's.
            boolean again = copy.pushedAt() != Long.MIN_VALUE && !others.isEmpty();
            Optional<NodeId> by =
                    again
                            ? Optional.of(others.get(random.nextInt(others.size())))
                            : Optional.empty();
            pushes.add(new Push(copy.former(), by));
            each.setValue(copy.pushed(now));
            if (pushes.size() == MOST_PUSHES) break;
        }
        return pushes;
    }

    private boolean isOld(Copy copy, long now) {
        return now - copy.since() >= lifetimeMillis
                || copy.isOrphan() && now - copy.orphanedAt() >= HandoverTable.HELD_MILLIS;
    }

    /// The copy of a Call-ID whose owner is not among the living: those know better.
    public Optional<Former> find(String callId, Set<NodeId> living) {
        var copy = copies.get(callId);
        return copy == null || living.contains(copy.owner())
                ? Optional.empty()
                : Optional.of(copy.former());
    }

    /// How many copies wait to be taken over: until then this node must not leave. Thread-safe.
    public int orphans() {
        return orphans;
    }

    /// Whether none is kept here. Thread-safe.
    public boolean isEmpty() {
        return empty;
    }

    private void count() {
        empty = copies.isEmpty();
        int count = 0;
        for (var copy : copies.values()) if (copy.isOrphan()) count++;
        orphans = count;
    }

    /// How many copies are kept.
    public int size() {
        return copies.size();
    }
}
