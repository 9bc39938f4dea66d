package io.carillon.sharding.membership;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which processes are gone, by the evidence of a majority.
///
/// Every node says at each beat whom it holds for gone; the last word of each counts. A minority
/// can accuse nobody, whatever it sees. Pure: it is told everything, and asked. Not thread-safe.
final class Votes {
    /// Voter to those that it holds for gone.
    private final Map<Long, Set<Long>> suspects = new HashMap<>();

    private final Set<Long> confirmed = new HashSet<>();

    /// The last word of a voter; empty takes back what it said before.
    void put(long voter, Set<Long> gone) {
        if (gone.isEmpty()) suspects.remove(voter);
        else suspects.put(voter, Set.copyOf(gone));
    }

    boolean isSuspected(long uid) {
        return suspects.values().stream().anyMatch(each -> each.contains(uid));
    }

    /// The members that a majority of all holds for gone; each is named once as long as that lasts.
    List<Peer> newlyConfirmed(Members members) {
        var found = new ArrayList<Peer>();
        for (var peer : members.all()) {
            if (!members.isMajority(votersAgainst(peer.uid()))) confirmed.remove(peer.uid());
            else if (confirmed.add(peer.uid())) found.add(peer);
        }
        confirmed.removeIf(uid -> !members.contains(uid));
        return found;
    }

    private Set<Long> votersAgainst(long uid) {
        var voters = new HashSet<Long>();
        suspects.forEach(
                (voter, gone) -> {
                    if (voter != uid && gone.contains(uid)) voters.add(voter);
                });
        return voters;
    }
}
