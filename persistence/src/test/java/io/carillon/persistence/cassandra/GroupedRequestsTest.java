package io.carillon.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

class GroupedRequestsTest {
    private static final long INTERVAL = 2_000_000;

    private final VirtualClock clock = new VirtualClock();
    private final List<List<String>> asked = new ArrayList<>();
    private final List<CompletableFuture<List<String>>> answers = new ArrayList<>();
    private final GroupedRequests<String, String> groups =
            new GroupedRequests<>(3, 100, clock, this::request);

    private CompletionStage<List<String>> request(List<String> group) {
        asked.add(group);
        var answer = new CompletableFuture<List<String>>();
        answers.add(answer);
        return answer;
    }

    @AfterEach
    void close() {
        clock.close();
    }

    @Test
    void theFirstGoesAtOnceAndThoseAfterItTogether() {
        groups.ask("a", "1", 1);
        groups.ask("a", "2", 1);
        groups.ask("a", "3", 1);
        assertThat(asked).containsExactly(List.of("1"));

        clock.pass(INTERVAL);
        assertThat(asked).containsExactly(List.of("1"), List.of("2", "3"));
    }

    @Test
    void afterAPauseNobodyWaits() {
        groups.ask("a", "1", 1);
        clock.pass(INTERVAL);
        groups.ask("a", "2", 1);
        assertThat(asked).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void nobodyWaitsForTheAnswerToAnother() {
        groups.ask("a", "1", 1);
        groups.ask("a", "2", 1);
        clock.pass(INTERVAL);
        groups.ask("a", "3", 1);
        clock.pass(INTERVAL);
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        assertThat(asked).hasSize(3);
    }

    @Test
    void aFullGroupDoesNotWait() {
        for (var each : List.of("1", "2", "3", "4", "5")) groups.ask("a", each, 1);
        assertThat(asked).containsExactly(List.of("1"), List.of("2", "3", "4"));
        clock.pass(INTERVAL);
        assertThat(asked).last().isEqualTo(List.of("5"));
    }

    @Test
    void noGroupIsHeavierThanAllowed() {
        groups.ask("a", "1", 1);
        groups.ask("a", "2", 60);
        groups.ask("a", "3", 60);
        groups.ask("a", "4", 200);
        clock.pass(INTERVAL);
        assertThat(asked).containsExactly(List.of("1"), List.of("2"), List.of("3"), List.of("4"));
    }

    @Test
    void whatGoesToOtherNodesIsAskedByItself() {
        groups.ask("a", "1", 1);
        groups.ask("b", "2", 1);
        groups.ask("a", "3", 1);
        groups.ask("b", "4", 1);
        clock.pass(INTERVAL);
        assertThat(asked).containsExactly(List.of("1"), List.of("2"), List.of("3"), List.of("4"));
    }

    @Test
    void eachGetsItsOwnAnswerAndAllOfAGroupItsFailure() {
        var first = groups.ask("a", "1", 1).toCompletableFuture();
        var second = groups.ask("a", "2", 1).toCompletableFuture();
        var third = groups.ask("a", "3", 1).toCompletableFuture();
        clock.pass(INTERVAL);
        answers.get(1).complete(List.of("two", "three"));
        answers.get(0).completeExceptionally(new IllegalStateException("no database"));

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedWithValue("two");
        assertThat(third).isCompletedWithValue("three");
    }

    @Test
    void aRequestThatCannotBeMadeFailsAndHarmsNoOther() {
        var broken =
                new GroupedRequests<String, String>(
                        3,
                        100,
                        clock,
                        group -> {
                            if (group.contains("bad")) throw new IllegalStateException("closed");
                            return CompletableFuture.completedStage(group);
                        });
        var bad = broken.ask("a", "bad", 1).toCompletableFuture();
        clock.pass(INTERVAL);
        var good = broken.ask("a", "good", 1).toCompletableFuture();

        assertThat(bad).isCompletedExceptionally();
        assertThat(good).isCompletedWithValue("good");
    }

    /// Time that passes when it is told to.
    private static final class VirtualClock extends GroupClock {
        private record Alarm(long at, Runnable task) {}

        private final PriorityQueue<Alarm> alarms =
                new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
        private long now;

        VirtualClock() {
            super(INTERVAL);
        }

        @Override
        long nanos() {
            return now;
        }

        @Override
        void after(long nanos, Runnable task) {
            alarms.add(new Alarm(now + nanos, task));
        }

        void pass(long nanos) {
            long end = now + nanos;
            while (!alarms.isEmpty() && alarms.peek().at <= end) {
                var alarm = alarms.poll();
                now = alarm.at;
                alarm.task.run();
            }
            now = end;
        }
    }
}
