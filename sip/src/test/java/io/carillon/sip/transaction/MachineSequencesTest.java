package io.carillon.sip.transaction;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Goal: what must hold after any history of a transaction. Method: every sequence of up to
/// [#LONGEST] events from its start, over both kinds of transport. A timer fires while it runs, and
/// also after it was stopped, as one already on its way does.
class MachineSequencesTest {
    private static final int LONGEST = 5;

    /// Boxes that a timer must end, or the state would stay for ever. From the others the core or
    /// the far end leads on.
    private static final Set<String> TIMED =
            Set.of("Calling", "Completed", "Accepted", "Confirmed", "Abandoned");

    private static final Set<String> AFTER_THE_FINAL_RESPONSE =
            Set.of("Completed", "Accepted", "Confirmed", "Abandoned", "Terminated");

    @TestFactory
    Stream<DynamicTest> everySequenceOfEventsKeepsTheInvariants() {
        return Stream.of(Machine.values())
                .flatMap(machine -> Stream.of(walk(machine, false), walk(machine, true)));
    }

    private static DynamicTest walk(Machine machine, boolean reliable) {
        var timers = new TimerValues(500, 4_000, 5_000, reliable);
        return dynamicTest(
                machine + (reliable ? " over tcp" : " over udp"),
                () -> {
                    var start = machine.start(timers);
                    explore(machine, timers, Node.FIRST.after("start", start, timers), LONGEST);
                });
    }

    private static void explore(Machine machine, TimerValues timers, Node at, int depth) {
        if (depth == 0) return;
        for (var label : machine.labels()) {
            var from = at;
            if (label.startsWith("timer")) {
                var timer = Machine.timer(label);
                if (!at.started().contains(timer)) continue;
                from = at.without(timer);
            }
            var step = machine.on(at.state(), label, timers);
            explore(machine, timers, from.after(label, step, timers), depth - 1);
        }
    }

    /// Where a sequence of events has led.
    ///
    /// @param started every timer that was ever started
    /// @param running those that still run
    /// @param passed the statuses of the responses passed up
    private record Node(
            List<String> way,
            Object state,
            Set<Timer> started,
            Set<Timer> running,
            List<Integer> passed) {
        static final Node FIRST =
                new Node(
                        List.of(),
                        "nothing",
                        EnumSet.noneOf(Timer.class),
                        EnumSet.noneOf(Timer.class),
                        List.of());

        Node without(Timer fired) {
            var rest = EnumSet.copyOf(running);
            rest.remove(fired);
            return new Node(way, state, started, rest, passed);
        }

        Node after(String label, Step<?> step, TimerValues timers) {
            var next =
                    new Node(
                            new ArrayList<>(way),
                            step.next(),
                            EnumSet.copyOf(started),
                            EnumSet.copyOf(running),
                            new ArrayList<>(passed));
            next.way.add(label);
            for (var effect : step.effects()) next.take(effect);
            if (Machine.box(state).equals("Terminated")) {
                must(Machine.box(next.state).equals("Terminated"), next, "terminated is final");
                must(step.effects().isEmpty(), next, "terminated is silent");
            }
            next.check(timers);
            return next;
        }

        private void take(Effect effect) {
            switch (effect) {
                case Effect.Start(var timer, var delay) -> {
                    must(delay > 0, this, "a timer of zero is not started");
                    must(running.add(timer), this, "a running timer is not started again");
                    started.add(timer);
                }
                case Effect.Stop(var timer) ->
                        must(running.remove(timer), this, "only a running timer is stopped");
                case Effect.Tell(Notice.Passed(var response)) -> passed.add(response.status());
                case Effect.Tell _, Effect.Send _ -> {}
            }
        }

        private void check(TimerValues timers) {
            var box = Machine.box(state);
            must(!box.equals("Terminated") || running.isEmpty(), this, "no timer outlives it");
            must(!TIMED.contains(box) || !running.isEmpty(), this, "no state stays for ever");
            must(!running.contains(Timer.C), this, "timer C is the proxy core's");
            if (timers.reliable()) {
                var repeating = EnumSet.of(Timer.A, Timer.E, Timer.G);
                must(repeating.stream().noneMatch(running::contains), this, "nothing is repeated");
            }
            long finals = passed.stream().filter(status -> status >= 200).count();
            long failures = passed.stream().filter(status -> status >= 300).count();
            // Any number of 2xx to an INVITE (RFC 6026 §7.2), otherwise one.
            boolean several = started.contains(Timer.M) && failures == 0;
            must(finals <= 1 || several, this, "at most one final response goes up");
            must(
                    finals == 0 || passed.getLast() >= 200,
                    this,
                    "nothing provisional goes up after a final response");
            must(
                    !AFTER_THE_FINAL_RESPONSE.contains(box) || !holdsTheRequest(),
                    this,
                    "the request is held until the final response only");
        }

        private boolean holdsTheRequest() {
            var text = state.toString();
            return text.contains("INVITE sip:") || text.contains("BYE sip:");
        }

        private static void must(boolean holds, Node at, String rule) {
            if (!holds) throw new AssertionError(rule + ": " + at.way + " led to " + at.state);
        }
    }
}
