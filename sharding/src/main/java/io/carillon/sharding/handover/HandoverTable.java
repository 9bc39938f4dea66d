package io.carillon.sharding.handover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;

/// The states of entities that stopped on this node, each until its next incarnation acknowledges
/// it; and which states were taken over here.
///
/// A state that is put is told to the next incarnation by way of this node's own shard region,
/// which keeps it until the new home is known. A region may lose it (the shard moves once more, a
/// buffer is full), so it is repeated by way of other nodes: seldom, because copies fill the very
/// buffers that must run empty before a region may leave.
///
/// Entities call [#put], [#take] and [#adopt] on their own threads, so nothing that a stopping
/// entity leaves can be lost while the process lives; all else is called by one thread at a time.
/// Sends nothing and reads no clock.
public final class HandoverTable {
    /// Between two pushes of a state. Measured: with 300 ms the copies alone filled the buffers.
    static final long REPEAT_MILLIS = 1_500;

    /// After this nobody waits for the call any more: transactions have timed out.
    static final long HELD_MILLIS = 30_000;

    /// Longer than a state is held, so that its last repetition still finds that it is not the
    /// first.
    static final long ADOPTED_MILLIS = 60_000;

    /// At one time; the rest follows with the next.
    static final int MOST_PUSHES = 500;

    /// Tell a state to the entity of its Call-ID.
    ///
    /// @param by the node whose region is to do it; empty for this one's
    public record Push(Former former, Optional<NodeId> by) {}

    private static final class Held {
        final Former former;
        final long since;

        /// Read and written by the pushing thread alone.
        long pushedAt = Long.MIN_VALUE;

        Held(Former former, long since) {
            this.former = former;
            this.since = since;
        }

        boolean isDue(long now) {
            return pushedAt == Long.MIN_VALUE || now - pushedAt >= REPEAT_MILLIS;
        }
    }

    private record Life(String callId, long life) {}

    private record Adopted(Life life, int hops, long at) {}

    private final NodeId self;
    private final ConcurrentHashMap<String, Held> held = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Life, Adopted> adopted = new ConcurrentHashMap<>();

    /// The values of `adopted`, and some that were replaced, oldest first.
    private final ConcurrentLinkedQueue<Adopted> byAge = new ConcurrentLinkedQueue<>();

    public HandoverTable(NodeId self) {
        this.self = self;
    }

    // --- for entities ---------------------------------------------------------------------------

    /// Keeps what an entity that stops here leaves to the next.
    public void put(Former former, long now) {
        held.put(former.callId(), new Held(former.heldBy(self), now));
    }

    /// What the incarnation before left on this very node; it is no longer held, so it is for the
    /// asking entity to go on with.
    public Optional<Former> take(String callId) {
        return Optional.ofNullable(held.remove(callId)).map(each -> each.former);
    }

    /// Notes that an entity here goes on with a state.
    ///
    /// @return false when one has done so before: this is a repetition, of a call that has gone
    /// further since
    public boolean adopt(Former former, long now) {
        var life = new Life(former.callId(), former.passage().life());
        var next = new Adopted(life, former.passage().hops(), now);
        var after =
                adopted.merge(life, next, (before, it) -> before.hops() >= it.hops() ? before : it);
        if (after != next) return false;
        byAge.add(next);
        return true;
    }

    // --- for the actor --------------------------------------------------------------------------

    /// The first push of a state that was just put.
    public Optional<Push> pushed(String callId, long now) {
        var each = held.get(callId);
        if (each == null || each.pushedAt != Long.MIN_VALUE) return Optional.empty();
        each.pushedAt = now;
        return Optional.of(new Push(each.former, Optional.empty()));
    }

    /// What is to be pushed (again) by now, a bounded number. Forgets what was held too long.
    ///
    /// @param others the nodes whose regions may be asked; without any, this node's own is
    /// @return in no order
    public List<Push> due(long now, List<NodeId> others, RandomGenerator random) {
        forgetAdopted(now);
        var pushes = new ArrayList<Push>();
        for (var each : held.values()) {
            if (now - each.since >= HELD_MILLIS) {
                held.remove(each.former.callId(), each);
            } else if (each.isDue(now) && pushes.size() < MOST_PUSHES) {
                each.pushedAt = now;
                pushes.add(new Push(each.former, oneOf(others, random)));
            }
        }
        return pushes;
    }

    private static Optional<NodeId> oneOf(List<NodeId> nodes, RandomGenerator random) {
        if (nodes.isEmpty()) return Optional.empty();
        return Optional.of(nodes.get(random.nextInt(nodes.size())));
    }

    private void forgetAdopted(long now) {
        for (var oldest = byAge.peek();
                oldest != null && now - oldest.at() >= ADOPTED_MILLIS;
                oldest = byAge.peek()) {
            byAge.remove();
            adopted.remove(oldest.life(), oldest);
        }
    }

    /// Everything is due at once: this node's region is gone, and what it kept with it.
    public void hurry() {
        for (var each : held.values()) each.pushedAt = Long.MIN_VALUE;
    }

    /// An entity has gone on with a state of this Call-ID, up to this move.
    public void acknowledged(String callId, Passage passage) {
        held.computeIfPresent(
                callId, (_, each) -> passage.covers(each.former.passage()) ? null : each);
    }

    /// What is held here of a Call-ID; it stays held until acknowledged.
    public Optional<Former> find(String callId) {
        return Optional.ofNullable(held.get(callId)).map(each -> each.former);
    }

    /// How many states wait to be taken over.
    public int size() {
        return held.size();
    }

    /// Whether time changes nothing here.
    boolean isIdle() {
        return held.isEmpty() && byAge.isEmpty();
    }

    /// How many moves are remembered.
    int remembered() {
        return adopted.size();
    }
}
