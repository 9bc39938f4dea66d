package io.carillon.sharding.handover;

import java.util.List;
import java.util.Set;

/// The other core nodes as this one sees them; written by the [HandoverActor], read by entities on
/// any thread.
public final class Surroundings {
    /// What is seen at one time.
    ///
    /// @param others core members that have not left: whoever may hold a state
    /// @param helpers those of them that are up, reachable and not about to leave
    public record View(Set<NodeId> others, List<NodeId> helpers) {}

    private volatile View view = new View(Set.of(), List.of());

    /// Things have changed.
    public void become(View now) {
        view = now;
    }

    /// Whether another node could take over what this one has.
    public boolean hasHelpers() {
        return !view.helpers().isEmpty();
    }

    Set<NodeId> others() {
        return view.others();
    }

    List<NodeId> helpers() {
        return view.helpers();
    }
}
