package io.carillon.chaos.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The messages of one call as its telephones sent and received them, for a ladder.
///
/// Bounded: a call that repeats itself for ever is cut short.
public final class Trace {
    private static final int MOST = 400;

    private final long begun = System.nanoTime();
    private final List<Line> lines = new ArrayList<>(16);

    /// @param atMillis since the call began
    /// @param phone whose message
    /// @param sent from the telephone to the edge; else from the edge
    /// @param edge the other side
    /// @param what start line, CSeq and branch
    record Line(long atMillis, String phone, boolean sent, String edge, String what) {
        @Override
        public String toString() {
            var arrow = sent ? "-->" : "<--";
            return String.format(
                    Locale.ROOT,
                    "%9.3f s  %-28s %s %-12s %s",
                    atMillis / 1000.0,
                    phone,
                    arrow,
                    edge,
                    what);
        }
    }

    void add(String phone, boolean sent, String edge, String what) {
        if (lines.size() < MOST) {
            var at = (System.nanoTime() - begun) / 1_000_000;
            lines.add(new Line(at, phone, sent, edge, what));
        }
    }

    /// Lines of text, oldest first.
    public List<String> ladder() {
        return lines.stream().map(Line::toString).toList();
    }

    void forget() {
        lines.clear();
    }
}
