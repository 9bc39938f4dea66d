package io.carillon.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

class GroupedRequestsTest {
    private static final long INTERVAL = 2_000_000;

    private final VirtualTime clock = new VirtualTime();
    private final List<List<String>> asked = new ArrayList<>();
    private final List<CompletableFuture<List<String>>> answers = new ArrayList<>();
    private final GroupedRequests<String, String> groups =
            new GroupedRequests<>(3, 100, clock.every(INTERVAL), this::request);

    private CompletionStage<List<String>> request(List<String> group) {
        asked.add(group);
        var answer = new CompletableFuture<List<String>>();
        answers.add(answer);
        return answer;
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
    void eachGetsItsOwnAnswer() {
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
                        clock.every(INTERVAL),
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

    @Test
    void whatFailsFailsForAllOfAGroup() {
        groups.ask("a", "1", 1);
        var second = groups.ask("a", "2", 1).toCompletableFuture();
        var third = groups.ask("a", "3", 1).toCompletableFuture();
        clock.pass(INTERVAL);
        answers.get(1).completeExceptionally(new IllegalStateException("no database"));
        assertThat(second).isCompletedExceptionally();
        assertThat(third).isCompletedExceptionally();
    }

    @Test
    void withoutAnIntervalEachGoesByItself() {
        var single = new GroupedRequests<String, String>(3, 100, clock.every(0), this::request);
        single.ask("a", "1", 1);
        single.ask("a", "2", 1);
        assertThat(asked).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void whoAsksAfterTheEndIsNotLeftWaiting() {
        var thread = Executors.newSingleThreadScheduledExecutor();
        thread.shutdown();
        var real = GroupClock.of(TimeUnit.HOURS.toNanos(1), thread);
        var late = new GroupedRequests<String, String>(3, 100, real, this::request);
        for (var each : List.of("1", "2", "3")) late.ask("a", each, 1);
        assertThat(asked).containsExactly(List.of("1"), List.of("2"), List.of("3"));
    }

    @Test
    void noneIsLostWhenManyAskAtTheSameTime() throws Exception {
        try (var thread = Executors.newSingleThreadScheduledExecutor()) {
            var real = GroupClock.of(200_000, thread);
            var many =
                    new GroupedRequests<Integer, Integer>(
                            8, 100, real, CompletableFuture::completedStage);
            var answers = new ConcurrentLinkedQueue<CompletableFuture<Integer>>();
            try (var askers = Executors.newFixedThreadPool(4)) {
                for (int asker = 0; asker < 4; asker++) {
                    askers.execute(
                            () -> {
                                for (int i = 0; i < 5_000; i++) {
                                    int own = i;
                                    answers.add(
                                            many.ask(i % 3, i, 1)
                                                    .thenApply(got -> got - own)
                                                    .toCompletableFuture());
                                }
                            });
                }
            }
            for (var each : answers) assertThat(each.get(5, TimeUnit.SECONDS)).isZero();
            assertThat(answers).hasSize(20_000);
        }
    }

    /// Time that passes when it is told to.
    private static final class VirtualTime {
        private record Alarm(long at, Runnable task) {}

        private final PriorityQueue<Alarm> alarms =
                new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
        private long now;

        GroupClock every(long interval) {
            return new GroupClock(
                    interval, () -> now, (nanos, task) -> alarms.add(new Alarm(now + nanos, task)));
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
