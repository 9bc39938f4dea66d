package io.carillon.sharding.handover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where the copies of this node's own ringing INVITEs lie, so that an entity can be told when its
/// copy has gone, and which of them have none for want of a node to keep it.
///
/// Sends nothing and reads no clock; one thread at a time.
///
/// @param <E> how an entity is reached
public final class Keepers<E> {
    private record Place<E>(NodeId keeper, Passage passage, long number, E entity) {}

    private record Wish<E>(Passage passage, E entity) {}

    /// @param copies of one call that a node has been sent and has not acknowledged
    private record UnderWay(long since, int copies) {}

    /// An acknowledgement comes within a round trip; what takes longer is lost, or its node sleeps.
    private static final long PATIENCE_MILLIS = 1_000;

    private final Map<String, Place<E>> places = new HashMap<>();
    private final Map<String, Wish<E>> wishes = new HashMap<>();

    /// By Call-ID, the last sent last.
    private final Map<String, UnderWay> underWay = new LinkedHashMap<>();

    private long kept;

    /// The node to keep the copies of a Call-ID: by rendezvous hash, so that they spread evenly and
    /// few move when nodes come and go.
    ///
    /// @param others the Up core members but for the owner, without those that are about to leave
    public static Optional<NodeId> choose(String callId, List<NodeId> others) {
        NodeId chosen = null;
        long highest = 0;
        for (var node : others) {
            long weight = mixed(callId.hashCode() * 0x9e3779b97f4a7c15L ^ node.hashCode());
            if (chosen != null && weight <= highest) continue;
            chosen = node;
            highest = weight;
        }
        return Optional.ofNullable(chosen);
    }

    /// The finalizer of SplitMix64.
    private static long mixed(long bits) {
        bits = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        bits = (bits ^ bits >>> 27) * 0x94d049bb133111ebL;
        return bits ^ bits >>> 31;
    }

    /// An entity has a copy kept.
    ///
    /// @param now in milliseconds
    /// @return the copy's number among all of this node, from 1
    public long put(String callId, NodeId keeper, Passage passage, E entity, long now) {
        wishes.remove(callId);
        boolean more = isAt(callId, keeper, passage);
        var before = underWay.remove(callId);
        int copies = more && before != null ? before.copies() + 1 : 1;
        underWay.put(callId, new UnderWay(now, copies));
        places.put(callId, new Place<>(keeper, passage, ++kept, entity));
        return kept;
    }

    private boolean isAt(String callId, NodeId keeper, Passage passage) {
        var place = places.get(callId);
        return place != null && place.keeper().equals(keeper) && place.passage().equals(passage);
    }

    /// An entity finds nobody to keep its copy.
    public void wish(String callId, Passage passage, E entity) {
        vacate(callId);
        wishes.put(callId, new Wish<>(passage, entity));
    }

    private void vacate(String callId) {
        places.remove(callId);
        underWay.remove(callId);
    }

    /// There is somebody to keep copies now: whom to tell.
    public List<E> wishers() {
        if (wishes.isEmpty()) return List.of();
        var entities = wishes.values().stream().map(Wish::entity).toList();
        wishes.clear();
        return entities;
    }

    /// A node says that it has the copy: whom to tell.
    public Optional<E> kept(String callId, NodeId keeper, Passage passage) {
        if (!isAt(callId, keeper, passage)) return Optional.empty();
        underWay.computeIfPresent(
                callId,
                (_, way) -> way.copies() == 1 ? null : new UnderWay(way.since(), way.copies() - 1));
        return Optional.of(places.get(callId).entity());
    }

    /// Copies that were not acknowledged in time: whom to tell that theirs may be nowhere. They may
    /// be somewhere as well, and are to be forgotten by their numbers in the end.
    ///
    /// @param now in milliseconds
    public List<E> overdue(long now) {
        var late = new ArrayList<String>();
        for (var each : underWay.entrySet()) {
            if (now - each.getValue().since() < PATIENCE_MILLIS) break;
            late.add(each.getKey());
        }
        var entities = new ArrayList<E>();
        for (var callId : late) {
            entities.add(places.get(callId).entity());
            underWay.remove(callId);
        }
        return entities;
    }

    /// Whether an acknowledgement is awaited.
    public boolean awaitsAny() {
        return !underWay.isEmpty();
    }

    /// An entity needs its copy no more, or has left.
    ///
    /// @return the number of the last copy that was kept of this call; 0 when none was by this node
    public long remove(String callId, Passage passage) {
        var place = places.get(callId);
        boolean has = place != null && passage.covers(place.passage());
        if (has) vacate(callId);
        wishes.computeIfPresent(callId, (_, wish) -> passage.covers(wish.passage()) ? null : wish);
        return has ? place.number() : 0;
    }

    /// A node leaves or has left: whom to tell that its copy is gone.
    public List<E> lost(NodeId keeper) {
        var entities = new ArrayList<E>();
        places.entrySet()
                .removeIf(
                        each -> {
                            if (!each.getValue().keeper().equals(keeper)) return false;
                            underWay.remove(each.getKey());
                            entities.add(each.getValue().entity());
                            return true;
                        });
        return entities;
    }

    /// How many copies lie elsewhere.
    public int size() {
        return places.size();
    }
}
