package io.carillon.chaos.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The messages of one call as its telephones sent and received them, for a ladder.
///
/// Bounded: a call that repeats itself for ever is cut short. Written on the loop's thread, read on
/// any.
public final class Trace {
    private static final int MOST = 400;

    /// By the clock that nodes have, too.
    private final Instant begun = Instant.now();

    private final List<Line> lines = new ArrayList<>(16);

    /// One message at one place.
    ///
    /// @param at since the call began
    /// @param who saw it: a telephone or a node
    /// @param arrow which way it went
    /// @param other the other side
    /// @param what start line, CSeq and branch
    public record Line(Duration at, String who, String arrow, String other, String what) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%10.4f s  %-28s %s %-22s %s",
                    at.toNanos() / 1e9,
                    who,
                    arrow,
                    other,
                    what);
        }
    }

    synchronized void add(String phone, boolean sent, String edge, String what) {
        if (lines.size() < MOST) {
            lines.add(line(Instant.now(), phone, sent ? "-->" : "<--", edge, what));
        }
    }

    /// A line of whoever saw a message of this call.
    public Line line(Instant at, String who, String arrow, String other, String what) {
        return new Line(Duration.between(begun, at), who, arrow, other, what);
    }

    /// Lines of text, oldest first.
    public List<String> ladder() {
        return ladder(List.of());
    }

    /// The same with what others saw in between.
    public synchronized List<String> ladder(List<Line> others) {
        return Stream.concat(lines.stream(), others.stream())
                .sorted(Comparator.comparing(Line::at))
                .map(Line::toString)
                .toList();
    }

    synchronized void forget() {
        lines.clear();
    }
}
