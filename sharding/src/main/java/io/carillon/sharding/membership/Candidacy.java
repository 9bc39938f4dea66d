package io.carillon.sharding.membership;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// How a node finds a cluster, or comes to form one.
///
/// It joins whoever says that it is in a cluster. If nobody does, the seeds settle among themselves
/// who forms one: the lowest that answers stands first, and needs the votes of a majority of all
/// seeds. Before it acts on them, every other seed must have answered or be certainly absent: one
/// that is merely silent might sit in a cluster that cannot be seen from here, and is waited for.
/// Only the votes are for safety; who stands first is a matter of haste.
///
/// Pure: times are arguments, on the scale of [System#nanoTime()]. Not thread-safe.
final class Candidacy {
    /// How long a seed that says nothing at all holds up the others.
    static final long SILENCE_NANOS = 30_000_000_000L;

    /// How long a lower seed goes first before others stand too.
    static final long DEFERENCE_NANOS = 10_000_000_000L;

    /// What to do now.
    sealed interface Step {
        /// Join the cluster of this node.
        record Join(String address) implements Step {}

        /// Ask again, and for votes.
        record Stand(String waitingFor) implements Step {}

        /// Ask again, without standing.
        record Wait(String waitingFor) implements Step {}

        /// Form a cluster, before the votes end.
        record Form() implements Step {}
    }

    private final String self;
    private final int expected;
    private final Map<String, FormationAnswer> answers = new HashMap<>();
    private final Map<String, Long> silentSince = new HashMap<>();
    private final Map<String, Long> grantedAt = new HashMap<>();
    private final Map<String, Long> lookingSince = new HashMap<>();
    private SortedSet<String> seeds = new TreeSet<>();

    /// @param self the own address, `host:port`
    /// @param expected how many seeds there are, whatever a name resolves to at the moment; more of
    /// them are counted when they are seen
    Candidacy(String self, int expected) {
        this.self = self;
        this.expected = expected;
    }

    /// The seeds as they are known now, `host:port` each.
    void seeds(Collection<String> known) {
        seeds = new TreeSet<>(known);
        answers.keySet().retainAll(seeds);
        silentSince.keySet().retainAll(seeds);
        grantedAt.keySet().retainAll(seeds);
        lookingSince.keySet().retainAll(seeds);
    }

    /// What a seed answered to a question that was sent then.
    void heard(String seed, FormationAnswer answer, long askedAt) {
        if (!seeds.contains(seed)) return;
        answers.put(seed, answer);
        if (answer instanceof FormationAnswer.Silent) silentSince.putIfAbsent(seed, askedAt);
        else silentSince.remove(seed);
        boolean looking = answer instanceof FormationAnswer.Looking;
        if (looking) lookingSince.putIfAbsent(seed, askedAt);
        else lookingSince.remove(seed);
        if (answer instanceof FormationAnswer.Looking(boolean granted) && granted) {
            grantedAt.put(seed, askedAt);
        } else {
            grantedAt.remove(seed);
        }
    }

    /// What follows from what was heard.
    ///
    /// @param own the own vote, which is taken for the own candidacy or let go of
    Step next(FormationVotes own, long now) {
        for (var answer : answers.values()) {
            if (answer instanceof FormationAnswer.InCluster(var address)) {
                return new Step.Join(address);
            }
        }
        if (!seeds.contains(self)) return new Step.Wait("a seed that is in a cluster" + state());
        for (var lower : seeds.headSet(self)) {
            var since = lookingSince.get(lower);
            if (since != null && now - since < DEFERENCE_NANOS) {
                own.withdraw(self);
                return new Step.Wait(lower + " to form the cluster");
            }
        }
        if (!own.ask(self, now)) return new Step.Wait("the candidate that has this node's vote");
        int votes = votes(now);
        if (votes < majority()) {
            return new Step.Stand(
                    "%d of %d votes%s"
                            .formatted(majority(), Math.max(seeds.size(), expected), state()));
        }
        var missing = missing(now);
        return missing.isEmpty()
                ? new Step.Form()
                : new Step.Stand("an answer of " + String.join(", ", missing) + state());
    }

    /// When the votes that a majority rests on begin to end.
    long votesEndAt(long now) {
        var times = new ArrayList<Long>();
        for (var at : grantedAt.values()) times.add(now - at);
        times.sort(null);
        int needed = majority() - 1;
        return needed == 0
                ? now + FormationVotes.TERM_NANOS
                : now - times.get(needed - 1) + FormationVotes.TERM_NANOS;
    }

    /// Votes needed to form a cluster.
    int majority() {
        return majority(seeds.size());
    }

    /// How many of so many seeds are a majority.
    int majority(int known) {
        return Math.max(known, expected) / 2 + 1;
    }

    private int votes(long now) {
        int others = 0;
        for (var at : grantedAt.values()) {
            if (now - at < FormationVotes.TERM_NANOS) others++;
        }
        return others + 1;
    }

    private List<String> missing(long now) {
        var missing = new ArrayList<String>();
        for (var seed : seeds) {
            if (seed.equals(self)) continue;
            var silent = silentSince.get(seed);
            boolean settled =
                    answers.containsKey(seed)
                            && (silent == null || now - silent >= SILENCE_NANOS)
                            && !(answers.get(seed) instanceof FormationAnswer.Busy)
                            && !(answers.get(seed) instanceof FormationAnswer.Foreign);
            if (!settled) missing.add(seed);
        }
        return missing;
    }

    /// Who does not help, and why.
    private String state() {
        var parts = new ArrayList<String>();
        for (var seed : seeds) {
            if (seed.equals(self)) continue;
            switch (answers.get(seed)) {
                case FormationAnswer.Absent _ -> parts.add(seed + " is not there");
                case FormationAnswer.Silent(var why) -> parts.add(seed + ": " + why);
                case FormationAnswer.Foreign(var why) -> parts.add(seed + ": " + why);
                case FormationAnswer.Busy _ -> parts.add(seed + " is leaving");
                case FormationAnswer.Looking(boolean granted) -> {
                    if (!granted) parts.add(seed + " looks for a cluster too");
                }
                case FormationAnswer.InCluster _ -> {}
                case null -> parts.add(seed + " was not asked yet");
            }
        }
        return parts.isEmpty() ? "" : " (" + String.join("; ", parts) + ")";
    }
}
