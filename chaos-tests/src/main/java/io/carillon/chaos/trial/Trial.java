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

    private final ChaosCluster cluster;
    private final Workload workload;
    private final Scenario scenario;
    private final Consumer<String> progress;
    private final List<String> complaints = new ArrayList<>();
    private long verified = System.nanoTime();
    private boolean loaded;

    Trial(ChaosCluster cluster, Workload workload, Scenario scenario, Consumer<String> progress) {
        this.cluster = cluster;
        this.workload = workload;
        this.scenario = scenario;
        this.progress = progress;
    }

    /// Plays the scenario once. The cluster is whole again afterwards, or the outcome says so.
    Outcome round() throws ClusterFailure, InterruptedException {
        return scenario.continuous() ? roundUnderLoad() : wholeRound();
    }

    /// The load is there already and stays; only what was promised lately is asked for.
    private Outcome roundUnderLoad() throws ClusterFailure, InterruptedException {
        if (!loaded) {
            loaded = true;
            workload.start();
        }
        complaints.clear();
        double driver = workload.cpuSeconds();
        try (var meter = new CpuMeter(cluster)) {
            Thread.sleep(scenario.warm());
            var faults = new FaultRun(cluster, workload, progress);
            var begun = System.nanoTime();
            faults.run(scenario);
            var ended = System.nanoTime();
            var gone = cluster.gone();
            var bindings = workload.verifyBindingsSince(verified, ASK);
            verified = begun;
            var run = workload.countAnew();
            complaints.addAll(faults.troubles());
            complain("not ready at the end", cluster.notReady());
            complain("could not be asked for", bindings.unanswered());
            complain("strange", run.strange().keySet());
            var figures = figures(run, bindings, gone, new CallRecords());
            var report =
                    new Report()
                            .run(run, (ended - begun) / 1e9)
                            .bindings(bindings)
                            .served(served(run, faults.deeds(), ended, figures))
                            .cost(meter.line(workload.cpuSeconds() - driver))
                            .memory(cluster.memoryMib());
            for (var broken : firstBroken(run)) {
                report.ladder(broken, cluster);
            }
            return new Outcome(figures, report.lines(), complaints);
        }
    }

    /// After the last round under a load that stayed: lets it come to its end, and checks the
    /// whole.
    Optional<Outcome> last() throws InterruptedException {
        if (!loaded) {
            return Optional.empty();
        }
        complaints.clear();
        progress.accept("waiting for all calls to end");
        workload.stop();
        workload.callSome(SAMPLE);
        workload.awaitQuiet(QUIET);
        var bindings = workload.verifyBindings(ASK_ALL);
        var run = workload.countAnew();
        var left = Leftovers.await(cluster);
        var records = CallRecords.of(cluster);
        complain("left over", left);
        complain("could not be asked for", bindings.unanswered());
        var report = new Report().run(run, 1).bindings(bindings).acting(run, records, left);
        return Optional.of(
                new Outcome(
                        figures(run, bindings, List.of(), records), report.lines(), complaints));
    }

    private Outcome wholeRound() throws ClusterFailure, InterruptedException {
        complaints.clear();
        workload.countAnew();
        double driver = workload.cpuSeconds();
        try (var meter = new CpuMeter(cluster)) {
            progress.accept("warming up for " + scenario.warm().toSeconds() + " s");
            workload.start();
            Thread.sleep(scenario.warm());
            var warm = workload.countAnew();
            progress.accept("counting for " + scenario.run().toSeconds() + " s");
            var faults = new FaultRun(cluster, workload, progress);
            var begun = System.nanoTime();
            faults.run(scenario);
            var ended = System.nanoTime();
            progress.accept("waiting for all calls to end");
            workload.stop();
            var gone = cluster.gone();
            workload.callSome(SAMPLE);
            workload.awaitQuiet(QUIET);
            progress.accept("asking for every promised binding");
            var bindings = workload.verifyBindings(ASK);
            var run = workload.countAnew();
            var clean = cleanRun();
            var left = Leftovers.await(cluster);
            var records = CallRecords.of(cluster);

            complaints.addAll(faults.troubles());
            complainOf("warm-up", warm);
            complainOf("clean run", clean);
            complain("left over", left);
            complain("not ready at the end", cluster.notReady());
            complain("could not be asked for", bindings.unanswered());
            complain("strange", run.strange().keySet());
            var figures = figures(run, bindings, gone, records);
            var served = served(run, faults.deeds(), ended, figures);
            var report =
                    new Report()
                            .run(run, (ended - begun) / 1e9)
                            .bindings(bindings)
                            .served(served)
                            .acting(run, records, left)
                            .cost(meter.line(workload.cpuSeconds() - driver))
                            .memory(cluster.memoryMib());
            for (var broken : firstBroken(run, warm, clean)) {
                report.ladder(broken, cluster);
            }
            return new Outcome(figures, report.lines(), complaints);
        }
    }

    private Snapshot cleanRun() throws InterruptedException {
        progress.accept("the same load for " + scenario.clean().toSeconds() + " s, undisturbed");
        workload.start();
        Thread.sleep(scenario.clean());
        workload.stop();
        workload.awaitQuiet(QUIET);
        return workload.countAnew();
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

    private void complain(String what, java.util.Collection<String> about) {
        if (!about.isEmpty()) {
            var shown = about.stream().limit(SHOWN).toList();
            complaints.add(what + " (" + about.size() + "): " + String.join("; ", shown));
        }
    }

    private Map<Figure, Long> figures(
            Snapshot run, Workload.Bindings bindings, List<String> gone, CallRecords records) {
        var figures = new EnumMap<Figure, Long>(Figure.class);
        figures.put(Figure.FAILED, (long) run.failedCalls().size());
        figures.put(Figure.CUT, (long) run.cut());
        figures.put(Figure.LOST, (long) bindings.lost().size());
        var refused = run.refused().values().stream().mapToLong(Integer::longValue).sum();
        figures.put(Figure.REFUSED, refused);
        figures.put(Figure.TWICE, run.rangTwice() + (long) records.twice().size());
        figures.put(Figure.REMOVED, (long) gone.size());
        figures.put(Figure.DELAY, (long) run.calls().longest());
        figures.put(Figure.REGISTER_DELAY, (long) run.registers().longest());
        return figures;
    }

    /// One line for each deed that disturbs: how long until what is begun is answered promptly.
    private static List<String> served(
            Snapshot run, List<FaultRun.Deed> deeds, long ended, Map<Figure, Long> figures) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < deeds.size(); i++) {
            var deed = deeds.get(i);
            if (!deed.disturbs()) {
                continue;
            }
            var until = i + 1 < deeds.size() ? deeds.get(i + 1).nanos() : ended;
            var millis = run.servedAgainMillis(deed.nanos(), until).orElse(0);
            figures.merge(Figure.SERVED, millis, Math::max);
            lines.add(
                    String.format(
                            java.util.Locale.ROOT,
                            "%.2f s after '%s'",
                            millis / 1000.0,
                            deed.text()));
        }
        return lines;
    }

    private static List<CallFate> firstBroken(Snapshot... all) {
        for (var figures : all) {
            var failed = figures.failedCalls();
            if (!failed.isEmpty()) {
                return List.of(failed.getFirst());
            }
        }
        return List.of();
    }
}
