package io.carillon.sharding.membership;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The members that count, as one node sees them at one time.
///
/// @param self of the node that sees this
/// @param all up or leaving, in the cluster's order of addresses
/// @param unreachable uids of those that the failure detector misses
record Members(Peer self, List<Peer> all, Set<Long> unreachable) {
    Members {
        all = List.copyOf(all);
        unreachable = Set.copyOf(unreachable);
    }

    /// Of a node that has not joined.
    static Members none(Peer self) {
        return new Members(self, List.of(), Set.of());
    }

    boolean contains(long uid) {
        return find(uid).isPresent();
    }

    Optional<Peer> find(long uid) {
        return all.stream().filter(each -> each.uid() == uid).findFirst();
    }

    /// Whether these are more than half of the members, or the half with the lowest address: the
    /// rule of Pekko's keep-majority, so that both ways to a downing agree.
    boolean isMajority(Set<Long> uids) {
        if (all.isEmpty()) return false;
        long count = all.stream().filter(each -> uids.contains(each.uid())).count();
        return 2 * count > all.size()
                || 2 * count == all.size() && uids.contains(all.getFirst().uid());
    }
}
