package io.carillon.sharding.membership;

import java.util.SortedSet;

/// Where the seeds are, when there are two clusters.
///
/// Two never become one, so the nodes of one have to leave it. The one that most seeds are in
/// stays,
/// and of two with as many the one with the lowest seed.
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
