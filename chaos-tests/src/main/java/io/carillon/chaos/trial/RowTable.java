package io.carillon.chaos.trial;

import io.carillon.chaos.scenario.Expectation.Figure;
import io.carillon.chaos.scenario.Row;
import io.carillon.chaos.workload.Incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which deed of which row in which round is to blame for what, over all rounds of a trial.
///
/// What comes to light rounds later (a BYE that is given up after 32 s) still counts where it
/// began.
final class RowTable {
    private static final List<Figure> COUNTS =
            List.of(Figure.FAILED, Figure.CUT, Figure.LOST, Figure.REFUSED);
    private static final List<Figure> TIMES =
            List.of(Figure.DELAY, Figure.REGISTER_DELAY, Figure.SERVED);
    private static final int LONGEST_TITLE = 58;

    private final List<Row> rows;
    private final List<Mark> marks = new ArrayList<>();
    private final Map<Integer, List<Toll>> more = new TreeMap<>();

    RowTable(List<Row> rows) {
        this.rows = rows;
    }

    /// @param toll of this deed alone
    private record Mark(int round, int row, FaultRun.Deed deed, Toll toll) {}

    /// A row begins. Calls and registrations of the time until its first deed are its own.
    void begin(int round, int row, long nanos) {
        marks.add(new Mark(round, row, new FaultRun.Deed("", nanos, false), new Toll()));
        more.computeIfAbsent(round, _ -> rows.stream().map(_ -> new Toll()).toList());
    }

    /// What was done in a row that has begun, in order.
    void done(int round, int row, List<FaultRun.Deed> deeds) {
        deeds.forEach(deed -> marks.add(new Mark(round, row, deed, new Toll())));
    }

    /// What was found of a row as a whole.
    void add(int round, int row, Figure figure, long value) {
        more.get(round).get(row).add(figure, value);
    }

    /// Finds out which deed each incident belongs to.
    void add(List<Incident> incidents) {
        var moments = marks.stream().map(mark -> mark.deed().nanos()).toList();
        for (var incident : incidents) {
            incident.after(moments, i -> marks.get(i).deed().disturbs())
                    .ifPresent(
                            i -> {
                                var mark = marks.get(i);
                                var deed = mark.deed();
                                mark.toll().add(incident, deed.nanos(), deed.disturbs());
                            });
        }
    }

    /// What a row has cost in one round, so far as is known.
    Toll toll(int round, int row) {
        var toll = new Toll();
        toll.add(more.get(round).get(row));
        in(round).filter(mark -> mark.row() == row).forEach(mark -> toll.add(mark.toll()));
        return toll;
    }

    /// The longest 'served again' of a round.
    long served(int round) {
        return in(round).mapToLong(mark -> mark.toll().get(Figure.SERVED)).max().orElse(0);
    }

    private Stream<Mark> in(int round) {
        return marks.stream().filter(mark -> mark.round() == round);
    }

    /// One line for each deed that was to disturb somebody, or that did.
    List<String> deeds(int round) {
        return in(round)
                .filter(mark -> !mark.deed().text().isEmpty())
                .filter(mark -> mark.deed().disturbs() || !mark.toll().figures().isEmpty())
                .map(RowTable::line)
                .toList();
    }

    private static String line(Mark mark) {
        var toll = mark.toll();
        var served = mark.deed().disturbs() ? ", served again " + served(toll) : "";
        return "%s: failed %d, cut %d, refused %d, delay %s, of REGISTER %s%s"
                .formatted(
                        mark.deed().text(),
                        toll.get(Figure.FAILED),
                        toll.get(Figure.CUT),
                        toll.get(Figure.REFUSED),
                        toll.written(Figure.DELAY),
                        toll.written(Figure.REGISTER_DELAY),
                        served);
    }

    private static String served(Toll toll) {
        return toll.get(Figure.SERVED) == 0
                ? "at once"
                : toll.written(Figure.SERVED) + " (" + toll.lastLate() + ")";
    }

    /// One line for each row of a round, below a head; none where there is one row only.
    List<String> lines(int round) {
        return table(
                "row",
                java.util.stream.IntStream.range(0, rows.size())
                        .mapToObj(row -> toll(round, row))
                        .toList());
    }

    /// The worst of all rounds in each figure, row by row.
    List<String> worst() {
        return table("row, worst of " + more.size() + " rounds", worstTolls());
    }

    private List<Toll> worstTolls() {
        var worst = new ArrayList<Toll>();
        for (int row = 0; row < rows.size(); row++) {
            var toll = new Toll();
            for (int round : more.keySet()) {
                toll.worst(toll(round, row));
            }
            worst.add(toll);
        }
        return worst;
    }

    private List<String> table(String head, List<Toll> tolls) {
        if (rows.size() == 1) {
            return List.of();
        }
        int width =
                Math.min(
                        LONGEST_TITLE,
                        rows.stream().mapToInt(row -> row.title().length()).max().orElse(0));
        var lines = new ArrayList<String>();
        lines.add(cells(width, head, Stream.concat(COUNTS.stream(), TIMES.stream())));
        for (int i = 0; i < tolls.size(); i++) {
            var toll = tolls.get(i);
            var cells = Stream.concat(COUNTS.stream(), TIMES.stream()).map(toll::written);
            lines.add(cells(width, rows.get(i).title(), cells));
        }
        return lines;
    }

    private static String cells(int width, String title, Stream<?> cells) {
        return String.format(Locale.ROOT, "%-" + width + "s", title)
                + cells.map(cell -> String.format(Locale.ROOT, "  %8s", cell))
                        .collect(Collectors.joining());
    }

    /// Which row of a round fell short of what, in words.
    List<String> unmet(int round) {
        return unmet(
                java.util.stream.IntStream.range(0, rows.size())
                        .mapToObj(row -> toll(round, row))
                        .toList());
    }

    /// Which row fell short of what in any round.
    List<String> unmet() {
        return unmet(worstTolls());
    }

    private List<String> unmet(List<Toll> tolls) {
        var unmet = new ArrayList<String>();
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            var figures = tolls.get(i).figures();
            row.expectations().stream()
                    .flatMap(each -> each.unmet(figures).stream())
                    .forEach(each -> unmet.add(row.title() + ": " + each));
        }
        return unmet;
    }
}
