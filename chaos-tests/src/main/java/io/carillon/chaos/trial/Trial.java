package io.carillon.chaos.trial;

import io.carillon.chaos.scenario.Expectation.Figure;
import io.carillon.chaos.scenario.Scenario;
import io.carillon.chaos.workload.CallFate;
import io.carillon.chaos.workload.Snapshot;
import io.carillon.chaos.workload.Workload;
import io.carillon.deploy.cluster.ClusterFailure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// One scenario on one cluster, round after round: load, faults, and every check there is.
final class Trial {
    private static final Duration QUIET = Duration.ofSeconds(100);
    private static final Duration ASK = Duration.ofSeconds(90);
    private static final Duration ASK_ALL = Duration.ofMinutes(10);
    private static final int SAMPLE = 50;
    private static final int SHOWN = 10;

    /// Bindings that are asked for after each row, under load; all are in the end.
    private static final int ASKED = 1000;

    /// A full collection tells what lives on the heaps, and stops each node for a moment.
    private static final int COLLECT_EVERY = 10;

    private final ChaosCluster cluster;
    private final Workload workload;
    private final Scenario scenario;
    private final Consumer<String> progress;
    private final List<String> complaints = new ArrayList<>();
    private final RowTable table;
    private final Releases releases = new Releases();
    private final List<CallFate.Ending> ended = new ArrayList<>();
    private final List<FaultRun.Killing> killings = new ArrayList<>();
    private long asked = System.nanoTime();
    private boolean loaded;

    Trial(ChaosCluster cluster, Workload workload, Scenario scenario, Consumer<String> progress) {
        this.cluster = cluster;
        this.workload = workload;
        this.scenario = scenario;
        this.progress = progress;
        this.table = new RowTable(scenario.rows());
    }

    /// Plays all rows of the scenario once. The cluster is whole again afterwards, or the outcome
    /// says so.
    Outcome round(int round) throws ClusterFailure, InterruptedException {
        complaints.clear();
        return scenario.continuous() ? roundUnderLoad(round) : wholeRound(round);
    }

    /// The load is there already and stays; what was promised lately is asked for after each row.
    private Outcome roundUnderLoad(int round) throws ClusterFailure, InterruptedException {
        double driver = workload.cpuSeconds();
        try (var meter = new CpuMeter(cluster)) {
            if (!loaded) {
                loaded = true;
                complainOf("warm-up", warmUp());
            }
            var begun = System.nanoTime();
            var found = play(round);
            var run = countAnew();
            double seconds = (System.nanoTime() - begun) / 1e9;
            var ladder = Ladder.of(cluster, run);
            table.add(run.incidents());
            var memory = Memory.of(cluster, round % COLLECT_EVERY == 0);
            complainOf(run, found.bindings(), round);
            var figures = figures(run, found, new CallRecords());
            figures.put(Figure.SERVED, table.served(round));
            var report =
                    new Report()
                            .run(run, seconds)
                            .bindings(found.bindings())
                            .rows(table.lines(round))
                            .deeds(table.deeds(round))
                            .cost(meter.line(workload.cpuSeconds() - driver))
                            .memory(memory);
            ladder.filter(this::isWanted).ifPresent(report::ladder);
            return new Outcome(figures, report.lines(), kept(round, memory), complaints);
        }
    }

    /// After the last round: lets a load that stayed come to its end and checks the whole; compares
    /// the rounds.
    Optional<Outcome> last() throws ClusterFailure, InterruptedException {
        complaints.clear();
        if (!loaded) {
            complaints.addAll(table.unmet());
            var report = new Report().rows(table.worst());
            return report.lines().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Outcome(Map.of(), report.lines(), List.of(), complaints));
        }
        progress.accept("waiting for all calls to end");
        workload.stop();
        workload.callSome(SAMPLE);
        workload.awaitQuiet(QUIET);
        progress.accept("asking for every promised binding");
        var bindings = workload.verifyBindings(ASK_ALL);
        var run = countAnew();
        table.add(run.incidents());
        var left = leftovers();
        var records = CallRecords.of(cluster);
        var audit = RecordAudit.of(records, ended, killings);
        var memory = Memory.of(cluster, true);
        complain("left over", left);
        complainOf(audit);
        complain("could not be asked for", bindings.unanswered());
        complaints.addAll(table.unmet());
        var report =
                new Report()
                        .run(run, 1)
                        .bindings(bindings)
                        .acting(run, records, audit, left)
                        .memory(memory)
                        .rows(table.worst());
        var figures = figures(run, new Found(bindings, List.of()), records);
        return Optional.of(new Outcome(figures, report.lines(), List.of(), complaints));
    }

    private Outcome wholeRound(int round) throws ClusterFailure, InterruptedException {
        countAnew();
        double driver = workload.cpuSeconds();
        try (var meter = new CpuMeter(cluster)) {
            var warm = warmUp();
            var begun = System.nanoTime();
            var gone = play(round).gone();
            double seconds = (System.nanoTime() - begun) / 1e9;
            progress.accept("waiting for all calls to end");
            workload.stop();
            workload.callSome(SAMPLE);
            workload.awaitQuiet(QUIET);
            progress.accept("asking for every promised binding");
            var found = new Found(workload.verifyBindings(ASK), gone);
            var run = countAnew();
            table.add(run.incidents());
            // Nodes forget what is long ago.
            var ladder = Ladder.of(cluster, run, warm);
            var clean = cleanRun();
            var left = leftovers();
            var records = CallRecords.of(cluster);
            var audit = RecordAudit.of(records, ended, killings);
            var memory = Memory.of(cluster, true);

            complainOf("warm-up", warm);
            complainOf("clean run", clean);
            complain("left over", left);
            complainOf(audit);
            complainOf(run, found.bindings(), round);
            var figures = figures(run, found, records);
            figures.put(Figure.SERVED, table.served(round));
            var report =
                    new Report()
                            .run(run, seconds)
                            .bindings(found.bindings())
                            .rows(table.lines(round))
                            .deeds(table.deeds(round))
                            .acting(run, records, audit, left)
                            .cost(meter.line(workload.cpuSeconds() - driver))
                            .memory(memory);
            ladder.filter(Ladder::broken)
                    .or(() -> Ladder.of(cluster, clean).filter(Ladder::broken))
                    .or(() -> ladder)
                    .filter(this::isWanted)
                    .ifPresent(report::ladder);
            return new Outcome(figures, report.lines(), kept(round, memory), complaints);
        }
    }

    private List<String> kept(int round, Memory memory) {
        var kept = new ArrayList<>(table.lines(round));
        kept.add("memory in MiB: " + memory);
        return kept;
    }

    private Snapshot warmUp() throws InterruptedException {
        progress.accept("warming up for " + scenario.warm().toSeconds() + " s");
        workload.start();
        Thread.sleep(scenario.warm());
        return countAnew();
    }

    /// @param gone members that ended and were not meant to
    private record Found(Workload.Bindings bindings, List<String> gone) {}

    private Found play(int round) throws ClusterFailure, InterruptedException {
        var bindings = Workload.Bindings.NONE;
        var gone = new ArrayList<String>();
        for (int i = 0; i < scenario.rows().size(); i++) {
            var row = scenario.rows().get(i);
            if (scenario.rows().size() > 1) {
                progress.accept("row " + (i + 1) + ": " + row.title());
            }
            table.begin(round, i, System.nanoTime());
            var faults = new FaultRun(cluster, releases, workload, progress);
            faults.run(row);
            table.done(round, i, faults.deeds());
            complaints.addAll(faults.troubles());
            gone.addAll(faults.removed());
            killings.addAll(faults.killings());
            table.add(round, i, Figure.REMOVED, faults.removed().size());
            if (scenario.continuous()) {
                var asked = askForSome();
                bindings = bindings.and(asked);
                table.add(round, i, Figure.LOST, asked.lost().size());
            }
        }
        cluster.gone().forEach(name -> gone.add(name.toString()));
        complain("not ready at the end", cluster.notReady());
        return new Found(bindings, gone);
    }

    private Workload.Bindings askForSome() {
        long since = asked;
        asked = System.nanoTime();
        return workload.verifyBindingsSince(since, ASKED, ASK);
    }

    private Snapshot cleanRun() throws InterruptedException {
        progress.accept("the same load for " + scenario.clean().toSeconds() + " s, undisturbed");
        workload.start();
        Thread.sleep(scenario.clean());
        workload.stop();
        workload.awaitQuiet(QUIET);
        return countAnew();
    }

    /// What was counted, and keeps in mind which calls have ended: there must be records of them.
    private Snapshot countAnew() {
        var counted = workload.countAnew();
        ended.addAll(counted.ended());
        return counted;
    }

    private List<String> leftovers() throws InterruptedException {
        progress.accept("waiting for nodes to hold nothing any more");
        return Leftovers.of(cluster).await(Leftovers.PATIENCE);
    }

    private void complainOf(String when, Snapshot figures) {
        if (!figures.failed().isEmpty()) {
            complaints.add(
                    "%s: %d calls failed, the first: %s"
                            .formatted(when, figures.failed().size(), figures.failed().getFirst()));
        }
        if (!figures.refused().isEmpty()) {
            complaints.add(when + ": REGISTERs were refused: " + figures.refused());
        }
    }

    private void complainOf(RecordAudit audit) {
        complain("answered and ended, but without a record", audit.without());
        complain("answered and ended, with more than one record", audit.several());
    }

    private void complainOf(Snapshot run, Workload.Bindings bindings, int round) {
        complain("could not be asked for", bindings.unanswered());
        complain("strange", run.strange().keySet());
        complaints.addAll(table.unmet(round));
    }

    private void complain(String what, java.util.Collection<String> about) {
        if (!about.isEmpty()) {
            var shown = about.stream().limit(SHOWN).toList();
            complaints.add(what + " (" + about.size() + "): " + String.join("; ", shown));
        }
    }

    private Map<Figure, Long> figures(Snapshot run, Found found, CallRecords records) {
        var figures = new EnumMap<Figure, Long>(Figure.class);
        figures.put(Figure.FAILED, (long) run.failedCalls().size());
        figures.put(Figure.CUT, (long) run.cutCalls().size());
        figures.put(Figure.LOST, (long) found.bindings().lost().size());
        var refused = run.refused().values().stream().mapToLong(Integer::longValue).sum();
        figures.put(Figure.REFUSED, refused);
        figures.put(Figure.TWICE, run.rangTwice() + (long) records.twice().size());
        figures.put(Figure.REMOVED, (long) found.gone().size());
        figures.put(Figure.DELAY, (long) run.calls().longest());
        figures.put(Figure.REGISTER_DELAY, (long) run.registers().longest());
        return figures;
    }

    /// The slowest call is of interest when something is wrong, and no call was broken.
    private boolean isWanted(Ladder ladder) {
        return ladder.broken() || !complaints.isEmpty();
    }
}
