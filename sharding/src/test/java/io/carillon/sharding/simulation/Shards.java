package io.carillon.sharding.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The shards of one type of entity, where they are, and the regions that bring messages to them:
/// what comes for a shard that is between two homes waits where it came from.
final class Shards {
    static final int COUNT = 9;

    private record Waiting(ClusterNetwork.Party at, String entity, Consumer<CoreNode> message) {}

    private static final class Shard {
        Optional<CoreNode> home = Optional.empty();
        final List<Waiting> waiting = new ArrayList<>();
    }

    private final ClusterNetwork network;
    private final Chance chance;
    private final List<Shard> shards = new ArrayList<>();

    Shards(ClusterNetwork network, Chance chance) {
        this.network = network;
        this.chance = chance;
        for (int i = 0; i < COUNT; i++) shards.add(new Shard());
    }

    static int shardOf(String entity) {
        return Math.floorMod(entity.hashCode() * 31, COUNT);
    }

    /// Brings a message to the home of an entity, whichever that is when it arrives.
    void tell(ClusterNetwork.Party from, String entity, Consumer<CoreNode> message) {
        var shard = shards.get(shardOf(entity));
        if (shard.home.isEmpty()) {
            // A buffer is full, or the shard moves once more.
            if (!chance.percent(2)) shard.waiting.add(new Waiting(from, entity, message));
            return;
        }
        var home = shard.home.get();
        network.tell(
                from,
                home.process,
                () -> {
                    if (shard.home.filter(home::equals).isPresent()) message.accept(home);
                    else tell(home.process, entity, message);
                });
    }

    /// A shard has no home any more.
    void away(int number) {
        shards.get(number).home = Optional.empty();
    }

    /// A shard has a new home, and what has waited for it goes there.
    void come(int number, CoreNode home) {
        var shard = shards.get(number);
        shard.home = Optional.of(home);
        var waiting = List.copyOf(shard.waiting);
        shard.waiting.clear();
        for (var each : waiting) tell(each.at, each.entity, each.message);
    }

    boolean isAt(int number, CoreNode node) {
        return shards.get(number).home.filter(node::equals).isPresent();
    }

    boolean isAway(int number) {
        return shards.get(number).home.isEmpty();
    }

    /// The shards of a node.
    SortedSet<Integer> of(CoreNode node) {
        var found = new TreeSet<Integer>();
        for (int i = 0; i < COUNT; i++) if (isAt(i, node)) found.add(i);
        return found;
    }
}
