package io.carillon.sharding.handover;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which node gets a shard, and which shards shall move.
///
/// A shard is away for as long as it takes to agree on its new home, one after the other; so few
/// move at a time, and one where there is no hurry. A node that drains gives its shards away first
/// and gets none while there is another. While versions are mixed, what moves goes to the version
/// that is on its way in, which is the one that joined last, be it higher or lower: on the way back
/// from a release as on the way to it. And nothing moves merely to be even: the next node to be
/// restarted would give it away again.
public final class ShardPlan {
    /// Moving at a time. Measured: with all at once a call was away for half a second and more in
    /// the middle, with three for 60 ms; on a machine without an idle moment calls waited for 1.1 s
    /// with three and for 0.8 s with two (one run each).
    static final int MOST_MOVING = 2;

    /// A node that can have shards.
    ///
    /// @param version of the software
    /// @param shards that it has, those that are leaving included
    public record Place<R, V>(R region, boolean draining, V version, List<String> shards) {}

    private ShardPlan() {}

    /// The home for a shard that has none.
    ///
    /// @param places at least one, the node first that has been a member for longest
    public static <R, V> R allocate(List<Place<R, V>> places) {
        var staying = staying(places);
        if (staying.isEmpty()) return fewest(places).region;
        var incoming = staying.getLast().version;
        return fewest(staying.stream().filter(place -> place.version.equals(incoming)).toList())
                .region;
    }

    /// The shards to move now.
    ///
    /// @param places as for [#allocate]
    /// @param moving those that are under way
    public static <R, V> Set<String> rebalance(List<Place<R, V>> places, Set<String> moving) {
        int room = MOST_MOVING - moving.size();
        var staying = staying(places);
        if (room <= 0 || staying.isEmpty()) return Set.of();
        var leaving = drained(places, moving, room);
        if (!leaving.isEmpty() || !moving.isEmpty() || isMixed(staying)) return leaving;
        return levelled(staying);
    }

    private static <R, V> List<Place<R, V>> staying(List<Place<R, V>> places) {
        return places.stream().filter(place -> !place.draining).toList();
    }

    private static <R, V> Place<R, V> fewest(List<Place<R, V>> places) {
        return Collections.min(places, Comparator.comparing(place -> place.shards.size()));
    }

    private static <R, V> Set<String> drained(
            List<Place<R, V>> places, Set<String> moving, int room) {
        var chosen = new HashSet<String>();
        for (var place : places) {
            if (!place.draining) continue;
            for (var shard : place.shards) {
                if (chosen.size() < room && !moving.contains(shard)) chosen.add(shard);
            }
        }
        return chosen;
    }

    private static <R, V> boolean isMixed(List<Place<R, V>> places) {
        return places.stream().map(Place::version).distinct().count() > 1;
    }

    /// One at a time: nobody waits for it to be done, and the node that has just come, which has
    /// part in each move, is slow until its code is compiled.
    private static <R, V> Set<String> levelled(List<Place<R, V>> places) {
        var most =
                Collections.max(places, Comparator.comparing(place -> place.shards.size())).shards;
        int excess = (most.size() - fewest(places).shards.size()) / 2;
        return Set.copyOf(most.subList(0, Math.min(1, excess)));
    }
}
