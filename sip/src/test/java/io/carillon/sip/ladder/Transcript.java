package io.carillon.sip.ladder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What happened when a ladder was played, and whether that is what the ladder says.
///
/// @param entries in the order in which they happened
public record Transcript(Ladder ladder, Subject subject, List<Entry> entries) {
    /// A line that happened, and for an arrow of the subject the thing that was sent.
    record Entry(LadderLine line, Object sent) {}

    /// A line of the ladder beside one that happened; one of them may be missing.
    private record Pair(String expected, String actual) {
        boolean agrees() {
            return expected.equals(actual);
        }
    }

    /// Empty when all happened as written; otherwise both ladders side by side, every line that
    /// differs marked, and then the ladder as it happened, ready to be saved as a file.
    public Optional<String> mismatch() {
        var pairs = pairs();
        if (pairs.stream().allMatch(Pair::agrees)) return Optional.empty();
        int width = pairs.stream().mapToInt(pair -> pair.expected().length()).max().orElse(0);
        var out = new StringBuilder(ladder.name()).append(" differs:\n");
        var row = "%s %-" + Math.max(width, 8) + "s  | %s\n";
        out.append(row.formatted(" ", "EXPECTED", "ACTUAL"));
        for (var pair : pairs) {
            out.append(row.formatted(pair.agrees() ? " " : "!", pair.expected(), pair.actual()));
        }
        out.append("\nAs it happened:\n");
        for (var pair : pairs) {
            if (!pair.actual().isEmpty()) out.append(pair.actual()).append('\n');
        }
        return Optional.of(out.toString());
    }

    private List<Pair> pairs() {
        var pairs = new ArrayList<Pair>();
        var bound = new HashMap<String, String>();
        int next = 0;
        for (var line : ladder.lines()) {
            int match = find(line, next);
            if (match < 0) {
                pairs.add(new Pair(line.toString(), ""));
                continue;
            }
            unexpected(next, match, pairs);
            var entry = entries.get(match);
            if (line instanceof LadderLine.Arrow arrow
                    && entry.line() instanceof LadderLine.Arrow actual
                    && arrow.from().equals(subject.name())) {
                pairs.add(compare(arrow, actual, entry.sent(), bound));
            } else {
                pairs.add(new Pair(line.toString(), entry.line().toString()));
            }
            next = match + 1;
        }
        unexpected(next, entries.size(), pairs);
        return pairs;
    }

    /// What happened and was not written: reported, but for the states and timers, which need not
    /// be.
    private void unexpected(int from, int to, List<Pair> pairs) {
        for (var entry : entries.subList(from, to)) {
            if (entry.line() instanceof LadderLine.Arrow) {
                pairs.add(new Pair("", entry.line().toString()));
            }
        }
    }

    /// The first entry from `next` on that a line can mean, -1 for none.
    private int find(LadderLine wanted, int next) {
        for (int i = next; i < entries.size(); i++) {
            var line = entries.get(i).line();
            boolean same =
                    wanted instanceof LadderLine.Arrow a && line instanceof LadderLine.Arrow b
                            ? a.at() == b.at()
                                    && a.from().equals(b.from())
                                    && a.to().equals(b.to())
                                    && (b.text() + " ").startsWith(a.text() + " ")
                            : wanted.equals(line);
            if (same) return i;
        }
        return -1;
    }

    /// The actual line with the properties that the ladder names, as they are in what was sent.
    private Pair compare(
            LadderLine.Arrow expected,
            LadderLine.Arrow actual,
            Object sent,
            Map<String, String> bound) {
        var properties = new ArrayList<LadderLine.Property>();
        for (var wanted : expected.properties()) {
            var found = subject.property(sent, wanted.name());
            properties.add(
                    found.map(value -> as(wanted, value, bound))
                            .orElse(new LadderLine.Property(false, wanted.name(), "")));
        }
        var shown =
                new LadderLine.Arrow(
                        actual.at(),
                        actual.from(),
                        actual.to(),
                        expected.lost(),
                        expected.text(),
                        properties);
        return new Pair(expected.toString(), shown.toString());
    }

    private static LadderLine.Property as(
            LadderLine.Property wanted, String value, Map<String, String> bound) {
        boolean any = wanted.value().equals("*") || wanted.wanted() && wanted.value().isEmpty();
        boolean same =
                wanted.value().startsWith("$")
                        && value.equals(bound.computeIfAbsent(wanted.value(), name -> value));
        return any || same ? wanted : new LadderLine.Property(true, wanted.name(), value);
    }
}
