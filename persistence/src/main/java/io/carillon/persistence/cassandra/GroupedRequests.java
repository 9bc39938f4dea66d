package io.carillon.persistence.cassandra;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Asks the database in groups. The first question after a pause goes at once; those that come
/// within the interval after it go together at its end, or as soon as the group is full. Nobody
/// waits for an answer to somebody else.
///
/// Most of what a request costs, on both sides, it costs whether it asks for one row or for eight;
/// so the more there is to ask, the less each question costs, for an interval's delay at most. What
/// fails, fails for all of a group. Thread-safe.
///
/// @param <Q> a question
/// @param <A> its answer
final class GroupedRequests<Q, A> {
    private final int most;
    private final int mostWeight;
    private final GroupClock clock;
    private final Function<List<Q>, CompletionStage<List<A>>> request;
    private final Map<Object, Route> routes = new ConcurrentHashMap<>();

    /// @param most questions of one group
    /// @param mostWeight of all questions of one group; one that is heavier goes alone
    /// @param request asks for a group, which is never empty; the answers come in the order of the
    ///     questions. Called on any thread
    GroupedRequests(
            int most,
            int mostWeight,
            GroupClock clock,
            Function<List<Q>, CompletionStage<List<A>>> request) {
        this.most = most;
        this.mostWeight = mostWeight;
        this.clock = clock;
        this.request = request;
    }

    /// @param route questions of equal routes may go together
    /// @param weight from 0
    CompletionStage<A> ask(Object route, Q question, int weight) {
        var waiting = new Waiting<Q, A>(question, weight, new CompletableFuture<>());
        routes.computeIfAbsent(route, _ -> new Route()).add(waiting);
        return waiting.answer;
    }

    private record Waiting<Q, A>(Q question, int weight, CompletableFuture<A> answer) {}

    private final class Route {
        // All guarded by this.
        private final ArrayDeque<Waiting<Q, A>> waiting = new ArrayDeque<>();
        private int weight;
        private boolean alarmed;
        private long mayLeaveAt = clock.nanos().getAsLong();

        void add(Waiting<Q, A> question) {
            List<Waiting<Q, A>> full = List.of();
            List<Waiting<Q, A>> group = List.of();
            synchronized (this) {
                if (weight + (long) question.weight > mostWeight) full = leaving();
                waiting.add(question);
                weight += question.weight;
                long early = mayLeaveAt - clock.nanos().getAsLong();
                if (early <= 0 || waiting.size() >= most) {
                    group = leaving();
                } else if (!alarmed) {
                    alarmed = true;
                    clock.alarm().after(early, this::due);
                }
            }
            send(full);
            send(group);
        }

        private void due() {
            List<Waiting<Q, A>> group;
            synchronized (this) {
                alarmed = false;
                group = leaving();
            }
            send(group);
        }

        private List<Waiting<Q, A>> leaving() {
            if (waiting.isEmpty()) return List.of();
            var group = List.copyOf(waiting);
            waiting.clear();
            weight = 0;
            mayLeaveAt = clock.nanos().getAsLong() + clock.interval();
            return group;
        }
    }

    private void send(List<Waiting<Q, A>> group) {
        if (group.isEmpty()) return;
        CompletionStage<List<A>> answers;
        try {
            var questions = new ArrayList<Q>(group.size());
            for (var each : group) questions.add(each.question);
            answers = request.apply(questions);
        } catch (RuntimeException failure) {
            answers = CompletableFuture.failedStage(failure);
        }
        answers.whenComplete((found, failure) -> answer(group, found, failure));
    }

    private void answer(List<Waiting<Q, A>> group, List<A> answers, Throwable failure) {
        for (int i = 0; i < group.size(); i++) {
            var answer = group.get(i).answer;
            if (failure == null) answer.complete(answers.get(i));
            else answer.completeExceptionally(failure);
        }
    }
}
