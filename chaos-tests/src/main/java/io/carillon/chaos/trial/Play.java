package io.carillon.chaos.trial;

import io.carillon.chaos.scenario.Expectation;
import io.carillon.chaos.scenario.Scenario;
import io.carillon.chaos.server.Checkout;
import io.carillon.chaos.workload.Workload;
import io.carillon.deploy.cluster.ClusterFailure;
import io.carillon.deploy.cluster.Network;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A scenario from the start of its cluster to its end, all rounds of it.
///
/// @param settings for every node, beside those of the scenario
/// @param atMost no round begins after that
record Play(
        Scenario scenario,
        Network network,
        Map<String, String> settings,
        long seed,
        Optional<RoundLog> log,
        Optional<Duration> atMost) {
    private static final Duration ENROL = Duration.ofMinutes(2);

    /// Whether every round was as expected. Nothing runs any more when this returns.
    boolean run() throws ClusterFailure, InterruptedException {
        var begun = System.nanoTime();
        say("%s: %s".formatted(scenario.name(), scenario.title()));
        int done = log.map(each -> each.rounds(scenario.name())).orElse(0);
        boolean passed = log.map(each -> each.failed(scenario.name())).orElse(0L) == 0;
        if (done >= scenario.rounds()) {
            say("all " + done + " rounds have been played");
            return passed;
        }
        var folder = Checkout.newDirectory("chaos-" + scenario.name());
        boolean good = true;
        try (var cluster = ChaosCluster.up(scenario, network, folder, settings, Play::progress);
                var workload = workload(cluster, network, scenario, seed)) {
            progress(
                    "the cluster serves after %d s; in %s"
                            .formatted((System.nanoTime() - begun) / 1_000_000_000, folder));
            progress("registering every telephone (seed " + seed + ")");
            enrol(workload, ENROL);
            var trial = new Trial(cluster, workload, scenario, Play::progress);
            for (int round = done + 1; round <= scenario.rounds() && !isOver(begun); round++) {
                good &= round(trial, round);
            }
            var last = trial.last();
            good &= last.isEmpty() || told(last.get(), scenario.name() + " in the end");
        } catch (ClusterFailure failure) {
            good = false;
            throw failure;
        } finally {
            if (good) {
                Checkout.remove(folder);
            } else {
                say("logs and data are left in " + folder);
            }
        }
        return passed && good;
    }

    private boolean isOver(long begun) {
        return atMost.filter(most -> System.nanoTime() - begun > most.toNanos()).isPresent();
    }

    /// The telephones of a scenario at the edges of its cluster.
    static Workload workload(ChaosCluster cluster, Network network, Scenario scenario, long seed) {
        var host = InetAddress.ofLiteral(network.prefix() + ".9.1");
        return new Workload(
                cluster.edges(), host, ChaosCluster.DOMAIN, Optional.empty(), scenario.mix(), seed);
    }

    /// Has every telephone register.
    static void enrol(Workload workload, Duration atMost) {
        if (!workload.enrol(atMost)) {
            var figures = workload.figures();
            throw new IllegalStateException(
                    "not every telephone could register: %d of %d REGISTERs were answered 200, others: %s"
                            .formatted(
                                    figures.registersAnswered(),
                                    figures.registersBegun(),
                                    figures.refused()));
        }
    }

    private boolean round(Trial trial, int round) throws ClusterFailure, InterruptedException {
        var outcome = trial.round(round);
        var name = scenario.name();
        boolean passed =
                told(
                        outcome,
                        scenario.rounds() == 1
                                ? name
                                : "%s round %d of %d".formatted(name, round, scenario.rounds()));
        var verdict = passed ? "passed: " : "FAILED: ";
        log.ifPresent(each -> each.add(name, round, verdict + summary(outcome), outcome.kept()));
        return passed;
    }

    private boolean told(Outcome outcome, String what) {
        var unmet = outcome.unmet(scenario);
        say("");
        say(what + (unmet.isEmpty() ? " passed" : " FAILED"));
        outcome.lines().forEach(Play::say);
        unmet.forEach(each -> say("  NOT MET: " + each));
        return unmet.isEmpty();
    }

    private static String summary(Outcome outcome) {
        return Arrays.stream(Expectation.Figure.values())
                .map(
                        figure ->
                                figure
                                        + " "
                                        + Expectation.written(
                                                figure, outcome.figures().getOrDefault(figure, 0L)))
                .collect(Collectors.joining(", "));
    }

    private static void say(String line) {
        System.out.println(line);
    }

    static void progress(String line) {
        System.err.printf("%tT.%<tL  %s%n", System.currentTimeMillis(), line);
    }
}
