package io.carillon.sharding.handover;

import io.carillon.sip.proxy.ProxyEvent.Origin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Questions "who holds the state of this Call-ID?" to the other nodes, asked for an entity that
/// was spoken to before any state came.
///
/// That a node does not answer says nothing: it is asked again. Only one that has left the cluster
/// holds nothing. A state that was handed over decides at once; a copy counts when nobody has more.
///
/// Whoever keeps a copy says so only when its owner is gone. So when one has left that did not
/// answer, all others are asked once more: what they said before was said while it passed for
/// alive.
///
/// Sends nothing and reads no clock; one thread at a time.
public final class ClaimTable {
    /// Between two questions to a node that does not answer.
    static final long REPEAT_MILLIS = 500;

    /// Then the entity gives up, unanswered: its peer repeats, and another incarnation asks.
    static final long PATIENCE_MILLIS = 3_000;

    /// What is to be done about a question.
    public sealed interface Effect {
        long round();

        /// Ask a node.
        record Ask(NodeId node, String callId, long round) implements Effect {}

        /// The question is answered: by a state, or nobody holds one.
        record Decided(long round, Optional<Former> former) implements Effect {}

        /// Somebody has not answered for too long.
        record GivenUp(long round) implements Effect {}
    }

    private static final class Round {
        final String callId;
        final long since;
        final Set<NodeId> silent;
        long askedAt;
        Optional<Former> copy = Optional.empty();

        Round(String callId, Set<NodeId> silent, long now) {
            this.callId = callId;
            this.silent = silent;
            this.since = now;
            this.askedAt = now;
        }
    }

    private final Map<Long, Round> rounds = new HashMap<>();

    /// Asks all others.
    ///
    /// @param round a number that no other question has
    /// @param own what is held on this node
    /// @param others the core members but for this one that have not left
    public List<Effect> begin(
            long round, String callId, Optional<Former> own, Set<NodeId> others, long now) {
        var asked = new Round(callId, new HashSet<>(others), now);
        rounds.put(round, asked);
        own.ifPresent(former -> take(asked, former));
        return decide(round, asked).map(List::of).orElseGet(() -> ask(round, asked));
    }

    private static List<Effect> ask(long round, Round asked) {
        var effects = new ArrayList<Effect>(asked.silent.size());
        for (var node : asked.silent) effects.add(new Effect.Ask(node, asked.callId, round));
        return effects;
    }

    /// A node has answered.
    public Optional<Effect> answered(long round, NodeId node, Optional<Former> former) {
        var asked = rounds.get(round);
        if (asked == null || !asked.silent.remove(node)) return Optional.empty();
        former.ifPresent(found -> take(asked, found));
        return decide(round, asked);
    }

    private static void take(Round asked, Former found) {
        if (found.origin() == Origin.HANDED_OVER) asked.silent.clear();
        boolean better =
                asked.copy.isEmpty()
                        || found.origin() == Origin.HANDED_OVER
                        || found.passage().hops() > asked.copy.get().passage().hops();
        if (better) asked.copy = Optional.of(found);
    }

    private Optional<Effect> decide(long round, Round asked) {
        if (!asked.silent.isEmpty()) return Optional.empty();
        rounds.remove(round);
        return Optional.of(new Effect.Decided(round, asked.copy));
    }

    /// Asks again where there was no answer, or none that counts any more, and gives up what has
    /// taken
    /// too long.
    ///
    /// @param others as they are now
    /// @param own says what is held on this node of a Call-ID
    public List<Effect> due(long now, Set<NodeId> others, Function<String, Optional<Former>> own) {
        var effects = new ArrayList<Effect>();
        for (var each : List.copyOf(rounds.entrySet())) {
            var asked = each.getValue();
            boolean left = asked.silent.retainAll(others);
            if (left) {
                asked.silent.addAll(others);
                own.apply(asked.callId).ifPresent(former -> take(asked, former));
            }
            var decided = decide(each.getKey(), asked);
            if (decided.isPresent()) {
                effects.add(decided.get());
            } else if (left) {
                asked.askedAt = now;
                effects.addAll(ask(each.getKey(), asked));
            } else if (now - asked.since >= PATIENCE_MILLIS) {
                rounds.remove(each.getKey());
                effects.add(new Effect.GivenUp(each.getKey()));
            } else if (now - asked.askedAt >= REPEAT_MILLIS) {
                asked.askedAt = now;
                effects.addAll(ask(each.getKey(), asked));
            }
        }
        return effects;
    }

    /// How many questions are open.
    public int size() {
        return rounds.size();
    }
}
