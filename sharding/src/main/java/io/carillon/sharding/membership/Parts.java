package io.carillon.sharding.membership;

import java.util.SortedSet;

/// Where the seeds are, when there are two clusters.
///
/// The nodes of one have to leave it. That which most seeds are in stays, and of two with as many
/// seeds the one that has the lowest.
///
/// @param own seeds in this node's cluster
/// @param elsewhere seeds that are in another
/// @param majority of all seeds
record Parts(SortedSet<String> own, SortedSet<String> elsewhere, int majority) {
    /// Whether it is this node's cluster that has to give way.
    boolean isLesser() {
        if (elsewhere.isEmpty() || own.size() >= majority) return false;
        if (own.size() != elsewhere.size()) return own.size() < elsewhere.size();
        return elsewhere.first().compareTo(own.first()) < 0;
    }
}
