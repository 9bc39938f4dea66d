package io.carillon.sip.transaction;

import java.util.HashMap;
import java.util.Map;

/// The arrows of a figure as a table: `box | event [over udp|tcp] | next box | effects`. A row that
/// is not there is an arrow that the figure has not: stay, and do nothing.
record ArrowTable(Map<String, String> arrows) {
    static ArrowTable of(String text) {
        var arrows = new HashMap<String, String>();
        text.lines()
                .filter(line -> !line.isBlank())
                .forEach(
                        line -> {
                            var cells = line.split("\\|", 4);
                            var box = cells[0].strip();
                            var outcome = cells[2].strip() + ": " + cells[3].strip();
                            for (var over : new String[] {"udp", "tcp"}) {
                                var event = cells[1].strip();
                                if (event.contains(" over ") && !event.endsWith(over)) continue;
                                event = event.replaceFirst(" over .*", "");
                                var old = arrows.put(key(box, event, over), outcome);
                                if (old != null) throw new IllegalArgumentException(line);
                            }
                        });
        return new ArrowTable(Map.copyOf(arrows));
    }

    private static String key(String box, String event, String over) {
        return box + " x " + event + " over " + over;
    }

    /// `next box: effects`
    String expected(String box, String event, boolean reliable) {
        return arrows.getOrDefault(key(box, event, reliable ? "tcp" : "udp"), box + ": ");
    }

    /// What a step did, in the same words.
    static String happened(Step<?> step) {
        var out = new StringBuilder(Machine.box(step.next())).append(": ");
        var separator = "";
        for (var effect : step.effects()) {
            out.append(separator).append(word(effect));
            separator = ", ";
        }
        return out.toString();
    }

    private static String word(Effect effect) {
        return switch (effect) {
            case Effect.Send(var message) -> "send " + MachineUnderTest.text(message);
            case Effect.Start(var timer, var delay) -> "start " + timer + " " + delay;
            case Effect.Stop(var timer) -> "stop " + timer;
            case Effect.Tell(Notice.Passed(var r)) -> "pass " + MachineUnderTest.text(r);
            case Effect.Tell(Notice.AckForSuccess _) -> "pass ACK";
            case Effect.Tell(var notice) -> "tell " + Machine.box(notice);
        };
    }
}
