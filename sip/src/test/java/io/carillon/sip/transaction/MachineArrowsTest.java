package io.carillon.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.stream.Stream;

/// Goal: each machine has the arrows of its figure and no others. Method: every box with every kind
/// of event over both kinds of transport, against a table that holds the arrows only.
class MachineArrowsTest {
    /// Trying is what the text allows where the core puts the 100 off.
    private static final String INVITE_SERVER =
            """
            Trying     | INVITE/100           | Proceeding | send INVITE/100, stop TRYING
            Trying     | INVITE/180           | Proceeding | send INVITE/180, stop TRYING
            Trying     | INVITE/200           | Accepted   | send INVITE/200, stop TRYING, start L 32000
            Trying     | INVITE/486 over udp  | Completed  | send INVITE/486, start G 500, start H 32000, stop TRYING
            Trying     | INVITE/486 over tcp  | Completed  | send INVITE/486, start H 32000, stop TRYING
            Trying     | timer TRYING         | Proceeding | send INVITE/100
            Proceeding | INVITE               | Proceeding | send INVITE/180
            Proceeding | INVITE/100           | Proceeding | send INVITE/100
            Proceeding | INVITE/180           | Proceeding | send INVITE/180
            Proceeding | INVITE/200           | Accepted   | send INVITE/200, start L 32000
            Proceeding | INVITE/486 over udp  | Completed  | send INVITE/486, start G 500, start H 32000
            Proceeding | INVITE/486 over tcp  | Completed  | send INVITE/486, start H 32000
            Proceeding | unreachable          | Proceeding | tell Unreachable
            Completed  | INVITE               | Completed  | send INVITE/486
            Completed  | ACK over udp         | Confirmed  | stop G, stop H, start I 5000
            Completed  | ACK over tcp         | Terminated | stop H
            Completed  | timer G over udp     | Completed  | send INVITE/486, start G 1000
            Completed  | timer H over udp     | Terminated | stop G, tell Unacknowledged
            Completed  | timer H over tcp     | Terminated | tell Unacknowledged
            Completed  | unreachable          | Completed  | tell Unreachable
            Accepted   | INVITE/200           | Accepted   | send INVITE/200
            Accepted   | ACK                  | Accepted   | pass ACK
            Accepted   | timer L              | Terminated |
            Accepted   | unreachable          | Accepted   | tell Unreachable
            Confirmed  | timer I              | Terminated |
            """;

    /// RFC 4320: no 1xx but a 100, that one late over udp, and no 408. Abandoned is ours.
    private static final String NON_INVITE_SERVER =
            """
            Trying     | BYE/100 over tcp     | Proceeding | send BYE/100, stop TRYING
            Trying     | BYE/200 over udp     | Completed  | send BYE/200, stop TRYING, start J 32000
            Trying     | BYE/200 over tcp     | Terminated | send BYE/200, stop TRYING
            Trying     | BYE/486 over udp     | Completed  | send BYE/486, stop TRYING, start J 32000
            Trying     | BYE/486 over tcp     | Terminated | send BYE/486, stop TRYING
            Trying     | BYE/408 over udp     | Abandoned  | stop TRYING, start J 32000
            Trying     | BYE/408 over tcp     | Terminated | stop TRYING
            Trying     | timer TRYING         | Proceeding | send BYE/100
            Proceeding | BYE                  | Proceeding | send BYE/100
            Proceeding | BYE/100              | Proceeding | send BYE/100
            Proceeding | BYE/200 over udp     | Completed  | send BYE/200, start J 32000
            Proceeding | BYE/200 over tcp     | Terminated | send BYE/200
            Proceeding | BYE/486 over udp     | Completed  | send BYE/486, start J 32000
            Proceeding | BYE/486 over tcp     | Terminated | send BYE/486
            Proceeding | BYE/408 over udp     | Abandoned  | start J 32000
            Proceeding | BYE/408 over tcp     | Terminated |
            Proceeding | unreachable          | Proceeding | tell Unreachable
            Completed  | BYE                  | Completed  | send BYE/200
            Completed  | timer J              | Terminated |
            Completed  | unreachable          | Completed  | tell Unreachable
            Abandoned  | timer J              | Terminated |
            """;

    private static final String INVITE_CLIENT =
            """
            Calling    | INVITE/100 over udp  | Proceeding | stop A, stop B, pass INVITE/100
            Calling    | INVITE/100 over tcp  | Proceeding | stop B, pass INVITE/100
            Calling    | INVITE/180 over udp  | Proceeding | stop A, stop B, pass INVITE/180
            Calling    | INVITE/180 over tcp  | Proceeding | stop B, pass INVITE/180
            Calling    | INVITE/200 over udp  | Accepted   | stop A, stop B, start M 32000, pass INVITE/200
            Calling    | INVITE/200 over tcp  | Accepted   | stop B, start M 32000, pass INVITE/200
            Calling    | INVITE/486 over udp  | Completed  | send ACK, stop A, stop B, start D 32000, pass INVITE/486
            Calling    | INVITE/486 over tcp  | Terminated | send ACK, stop B, pass INVITE/486
            Calling    | timer A over udp     | Calling    | send INVITE, start A 1000
            Calling    | timer B over udp     | Terminated | stop A, tell TimedOut
            Calling    | timer B over tcp     | Terminated | tell TimedOut
            Calling    | unreachable over udp | Terminated | stop A, stop B, tell Unreachable
            Calling    | unreachable over tcp | Terminated | stop B, tell Unreachable
            Proceeding | INVITE/100           | Proceeding | pass INVITE/100
            Proceeding | INVITE/180           | Proceeding | pass INVITE/180
            Proceeding | INVITE/200           | Accepted   | start M 32000, pass INVITE/200
            Proceeding | INVITE/486 over udp  | Completed  | send ACK, start D 32000, pass INVITE/486
            Proceeding | INVITE/486 over tcp  | Terminated | send ACK, pass INVITE/486
            Completed  | INVITE/486           | Completed  | send ACK
            Completed  | timer D              | Terminated |
            Completed  | unreachable          | Terminated | stop D, tell Unreachable
            Accepted   | INVITE/200           | Accepted   | pass INVITE/200
            Accepted   | timer M              | Terminated |
            """;

    private static final String NON_INVITE_CLIENT =
            """
            Trying     | BYE/100              | Proceeding | pass BYE/100
            Trying     | BYE/180              | Proceeding | pass BYE/180
            Trying     | BYE/200 over udp     | Completed  | stop E, stop F, start K 5000, pass BYE/200
            Trying     | BYE/200 over tcp     | Terminated | stop F, pass BYE/200
            Trying     | BYE/486 over udp     | Completed  | stop E, stop F, start K 5000, pass BYE/486
            Trying     | BYE/486 over tcp     | Terminated | stop F, pass BYE/486
            Trying     | timer E over udp     | Trying     | send BYE, start E 1000
            Trying     | timer F over udp     | Terminated | stop E, tell TimedOut
            Trying     | timer F over tcp     | Terminated | tell TimedOut
            Trying     | unreachable over udp | Terminated | stop E, stop F, tell Unreachable
            Trying     | unreachable over tcp | Terminated | stop F, tell Unreachable
            Proceeding | BYE/100              | Proceeding | pass BYE/100
            Proceeding | BYE/180              | Proceeding | pass BYE/180
            Proceeding | BYE/200 over udp     | Completed  | stop E, stop F, start K 5000, pass BYE/200
            Proceeding | BYE/200 over tcp     | Terminated | stop F, pass BYE/200
            Proceeding | BYE/486 over udp     | Completed  | stop E, stop F, start K 5000, pass BYE/486
            Proceeding | BYE/486 over tcp     | Terminated | stop F, pass BYE/486
            Proceeding | timer E over udp     | Proceeding | send BYE, start E 4000
            Proceeding | timer F over udp     | Terminated | stop E, tell TimedOut
            Proceeding | timer F over tcp     | Terminated | tell TimedOut
            Proceeding | unreachable over udp | Terminated | stop E, stop F, tell Unreachable
            Proceeding | unreachable over tcp | Terminated | stop F, tell Unreachable
            Completed  | timer K              | Terminated |
            """;

    private static String table(Machine machine) {
        return switch (machine) {
            case INVITE_SERVER -> INVITE_SERVER;
            case NON_INVITE_SERVER -> NON_INVITE_SERVER;
            case INVITE_CLIENT -> INVITE_CLIENT;
            case NON_INVITE_CLIENT -> NON_INVITE_CLIENT;
        };
    }

    @TestFactory
    Stream<DynamicTest> theArrowsOfTheFigureAndNoOthers() {
        return Stream.of(Machine.values())
                .map(machine -> dynamicTest(machine.name(), () -> enumerate(machine)));
    }

    private static void enumerate(Machine machine) {
        var table = ArrowTable.of(table(machine));
        int drawn = 0;
        for (boolean reliable : new boolean[] {false, true}) {
            var timers = new TimerValues(500, 4_000, 5_000, reliable);
            for (var state : machine.states()) {
                for (var label : machine.labels()) {
                    var step = machine.on(state, label, timers);
                    var expected = table.expected(Machine.box(state), label, reliable);
                    assertThat(ArrowTable.happened(step))
                            .as("%s x %s, reliable: %s", state, label, reliable)
                            .isEqualTo(expected);
                    if (expected.equals(Machine.box(state) + ": ")) {
                        assertThat(step.next()).isSameAs(state);
                    } else drawn++;
                }
            }
        }
        assertThat(drawn).as("every row of the table was met").isEqualTo(table.arrows().size());
    }
}
