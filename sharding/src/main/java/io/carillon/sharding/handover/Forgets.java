package io.carillon.sharding.handover;

import io.carillon.sharding.handover.HandoverCommand.Forget;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// What other nodes may forget, and need not know at once: it goes with the next copy that they are
/// to keep, or by itself where none comes soon.
///
/// A copy that comes meanwhile is not harmed, for copies have numbers. Decides nothing of urgency,
/// sends nothing and reads no clock; one thread at a time.
public final class Forgets {
    /// That wait for one node; one more is said at once.
    static final int MOST = 64;

    /// Those that read what comes with a copy; a former release does not.
    private final Set<NodeId> readers = new HashSet<>();

    private final Map<NodeId, List<Forget>> waiting = new HashMap<>();

    /// A node has said that it reads what comes with a copy.
    public void readBy(NodeId keeper) {
        readers.add(keeper);
    }

    /// A copy may be forgotten.
    ///
    /// @return whether this waits now; else it is to be said at once
    public boolean add(NodeId keeper, Forget forget) {
        // Without a number it would take along whatever comes before it.
        if (forget.number() == 0 || !readers.contains(keeper)) return false;
        var others = waiting.computeIfAbsent(keeper, _ -> new ArrayList<>());
        if (others.size() >= MOST) return false;
        others.add(forget);
        return true;
    }

    /// What goes with a copy to that node.
    public List<Forget> with(NodeId keeper) {
        var forgets = waiting.remove(keeper);
        return forgets == null ? List.of() : List.copyOf(forgets);
    }

    /// All that waits has waited long enough: each is said by itself.
    public void sayAll(BiConsumer<NodeId, Forget> say) {
        if (waiting.isEmpty()) return;
        var all = Map.copyOf(waiting);
        waiting.clear();
        all.forEach((keeper, forgets) -> forgets.forEach(each -> say.accept(keeper, each)));
    }

    /// A node is out of the cluster.
    public void gone(NodeId keeper) {
        readers.remove(keeper);
        waiting.remove(keeper);
    }

    /// Whether nothing waits.
    public boolean isEmpty() {
        return waiting.isEmpty();
    }
}
