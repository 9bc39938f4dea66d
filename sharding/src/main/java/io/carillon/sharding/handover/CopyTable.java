package io.carillon.sharding.handover;

import io.carillon.sharding.handover.HandoverTable.Push;
import io.carillon.sip.proxy.ProxyEvent.Origin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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

    /// How long a copy may still come that was to be forgotten before: a way between two nodes that
    /// has not delivered for so long is closed.
    static final long OVERTAKEN_MILLIS = 10_000;

    /// Beyond this a copy that comes after its end stays until it is old.
    private static final int MOST_OVERTAKEN = 10_000;

    /// @param number of the copy among all that its owner's node has had kept
    /// @param orphanedAt when the owner was removed; Long.MAX_VALUE while it has not been
    private record Copy(
            Former former, NodeId owner, long number, long since, long orphanedAt, long pushedAt) {
        boolean isOrphan() {
            return orphanedAt != Long.MAX_VALUE;
        }

        Copy orphaned(long now) {
            return new Copy(former, owner, number, since, now, Long.MIN_VALUE);
        }

        Copy pushed(long now) {
            return new Copy(former, owner, number, since, orphanedAt, now);
        }

        boolean isWithin(Passage passage, long number) {
            return isNotAfter(former.passage(), this.number, passage, number);
        }

        boolean isDue(long now) {
            return isOrphan()
                    && (pushedAt == Long.MIN_VALUE
                            || now - pushedAt >= HandoverTable.REPEAT_MILLIS);
        }
    }

    private record Overtaken(Passage passage, long number, long at) {}

    private final NodeId self;
    private final long lifetimeMillis;

    /// Oldest first.
    private final Map<String, Copy> copies = new LinkedHashMap<>();

    /// What was to be forgotten before it came, oldest first: what nodes say goes by several ways,
    /// and one word may overtake another.
    private final Map<String, Overtaken> overtaken = new LinkedHashMap<>();

    private int orphaned;

    /// The same for others to read.
    private volatile int orphans;

    private volatile int kept;

    /// @param lifetimeMillis how long an INVITE may ring, and a little more
    public CopyTable(NodeId self, long lifetimeMillis) {
        this.self = self;
        this.lifetimeMillis = lifetimeMillis;
    }

    /// Keeps a copy in the place of an earlier one.
    ///
    /// @param copy whose passage is the owner's own; it has not moved
    /// @param number of the copy among all that its owner's node has had kept
    /// @return whether the owner may rely on it
    public boolean keep(Former copy, NodeId owner, long number, long now) {
        var end = overtaken.get(copy.callId());
        if (end != null && isNotAfter(copy.passage(), number, end.passage(), end.number())) {
            return false;
        }
        var before = copies.get(copy.callId());
        if (before == null && copies.size() >= MOST) return false;
        // A word that was overtaken, of a former owner or of this one.
        if (before != null && isAfter(before, copy.passage(), number)) return false;
        take(copy.callId());
        var here = Optional.of(self);
        var copied =
                new Former(copy.callId(), copy.state(), Origin.COPIED, copy.passage(), here, here);
        copies.put(
                copy.callId(),
                new Copy(copied, owner, number, now, Long.MAX_VALUE, Long.MIN_VALUE));
        kept = copies.size();
        return true;
    }

    private static boolean isAfter(Copy one, Passage passage, long number) {
        return one.former().passage().life() == passage.life()
                && !isNotAfter(one.former().passage(), one.number(), passage, number);
    }

    /// Numbers order what one owner has said; passages, owners.
    private static boolean isNotAfter(
            Passage passage, long number, Passage other, long otherNumber) {
        return other.covers(passage) && (other.hops() > passage.hops() || number <= otherNumber);
    }

    /// The INVITEs are answered, or have been taken over: the copy is worth nothing any more. One
    /// of a later owner stays, and so does a later one of this owner.
    ///
    /// @param number of the last copy that was to be kept; 0 when it is not known, as to an owner
    /// that
    /// has had none kept itself: then a copy of its own stays out of it, and one of an owner before
    /// it that is still on its way comes too late
    public void forget(String callId, Passage passage, long number, long now) {
        var copy = copies.get(callId);
        boolean within =
                copy != null
                        && (number == 0
                                ? passage.covers(copy.former().passage())
                                : copy.isWithin(passage, number));
        if (within) remove(callId);
        boolean known = copy != null && copy.former().passage().equals(passage);
        if (known && copy.number() >= number) return;
        if (overtaken.size() < MOST_OVERTAKEN) {
            overtaken.remove(callId);
            overtaken.put(callId, new Overtaken(passage, number, now));
        }
    }

    private void remove(String callId) {
        take(callId);
        kept = copies.size();
    }

    /// Without a word to those who ask whether there are any: another may come in its place.
    private void take(String callId) {
        var copy = copies.remove(callId);
        if (copy != null && copy.isOrphan()) orphans = --orphaned;
    }

    /// An entity has gone on with the copy of a crashed owner. One that it has had kept since
    /// stays.
    public void acknowledged(String callId, Passage passage) {
        var copy = copies.get(callId);
        if (copy != null && copy.isOrphan() && passage.covers(copy.former().passage())) {
            remove(callId);
        }
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
        forgetOld(now);
        if (orphans == 0) return List.of();
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

    /// What is old stands at the beginning of each table; orphans become old in a time of their
    /// own.
    private void forgetOld(long now) {
        removeWhile(overtaken, each -> now - each.at() >= OVERTAKEN_MILLIS);
        boolean fewer = removeWhile(copies, copy -> now - copy.since() >= lifetimeMillis);
        if (orphans > 0) {
            fewer |=
                    copies.values()
                            .removeIf(
                                    copy ->
                                            copy.isOrphan()
                                                    && now - copy.orphanedAt()
                                                            >= HandoverTable.HELD_MILLIS);
        }
        if (fewer) count();
    }

    private static <V> boolean removeWhile(Map<String, V> table, Predicate<V> condition) {
        boolean any = false;
        for (var values = table.values().iterator();
                values.hasNext() && condition.test(values.next()); ) {
            values.remove();
            any = true;
        }
        return any;
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
        return kept == 0;
    }

    private void count() {
        kept = copies.size();
        int count = 0;
        for (var copy : copies.values()) if (copy.isOrphan()) count++;
        orphaned = count;
        orphans = count;
    }

    /// How many copies are kept. Thread-safe.
    public int size() {
        return kept;
    }

    /// Whether time changes nothing here.
    boolean isIdle() {
        return copies.isEmpty() && overtaken.isEmpty();
    }
}
