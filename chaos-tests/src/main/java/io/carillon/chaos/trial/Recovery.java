package io.carillon.chaos.trial;

import io.carillon.chaos.load.Crowd;
import io.carillon.chaos.scenario.ScenarioError;
import io.carillon.chaos.scenario.ScenarioText;
import io.carillon.chaos.server.Checkout;
import io.carillon.chaos.workload.Edge;
import io.carillon.deploy.cluster.ClusterFailure;
import io.carillon.deploy.cluster.Member;
import io.carillon.deploy.cluster.Network;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// `./carillon chaos recovery`: how long it takes to serve everybody again after all nodes were
/// killed at once and started again. The database stays.
@Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Measures how a cluster comes back that holds many registrations.",
        description = {
            "",
            "Registers so many users over two edges, kills every node and edge (SIGKILL), starts all of them, and"
                    + " asks for the users' contacts: for some at random, one at a time at an even rate, as a"
                    + " caller would; then for all others as fast as a window of open requests allows. Each is"
                    + " read from the database when it is asked for. Exit status 1 when any contact is gone.",
            ""
        })
final class Recovery implements Callable<Integer> {
    private static final int NO_LIMIT = 1_000_000;

    @Option(names = "--aors", description = "so many users (${DEFAULT-VALUE})")
    private int aors = 100_000;

    @Option(
            names = "--sample",
            description = "so many of them are asked for one at a time (${DEFAULT-VALUE})")
    private int sample = 2000;

    @Option(names = "--rate", description = "of these, so many each second (${DEFAULT-VALUE})")
    private int rate = 100;

    @Option(names = "--window", description = "requests under way at a time (${DEFAULT-VALUE})")
    private int window = 200;

    @Option(names = "--cores", description = "core nodes (${DEFAULT-VALUE})")
    private int cores = 3;

    @Option(names = "--edges", description = "edges (${DEFAULT-VALUE})")
    private int edges = 2;

    @Option(names = "--cassandra", description = "Cassandra nodes (${DEFAULT-VALUE})")
    private int cassandra = 1;

    @Option(
            names = "--network",
            paramLabel = "127.N",
            description = "the part of loopback to live in (${DEFAULT-VALUE})")
    private String network = Network.DEFAULT.prefix();

    private final List<String> table = new ArrayList<>();

    @Override
    public Integer call() throws ClusterFailure, InterruptedException, ScenarioError {
        var where = Network.parse(network);
        if (where.isEmpty() || aors < 1 || sample > aors || rate < 1 || window < 1) {
            System.err.println("carillon: --network is like 127.0, all numbers are 1 or more");
            return 2;
        }
        var folder = Checkout.newDirectory("chaos-recovery");
        var shape = "cluster cores %d, edges %d, cassandra %d".formatted(cores, edges, cassandra);
        boolean whole;
        try (var cluster =
                ChaosCluster.up(
                        ScenarioText.parse("recovery", shape),
                        where.get(),
                        folder,
                        Map.of(),
                        Play::progress)) {
            var host = InetAddress.ofLiteral(where.get().prefix() + ".9.1");
            var at = cluster.edges().stream().map(Edge::udp).toList();
            try (var crowd = new Crowd(at, host, ChaosCluster.DOMAIN)) {
                whole = measure(cluster, crowd);
            }
        }
        System.out.printf(
                "recovery of %d users: %d core nodes, %d edges, %d Cassandra%n",
                aors, cores, edges, cassandra);
        table.forEach(System.out::println);
        if (whole) {
            Checkout.remove(folder);
        } else {
            System.out.println("logs and data are left in " + folder);
        }
        return whole ? 0 : 1;
    }

    private boolean measure(ChaosCluster cluster, Crowd crowd)
            throws ClusterFailure, InterruptedException {
        Play.progress("registering " + aors + " users");
        var registered = crowd.register(users(), window, NO_LIMIT, Recovery::count);
        line("registered", pass(registered));
        line("memory", "MiB resident: " + Memory.of(cluster, true));

        for (var node : cluster.nodes()) {
            cluster.processes().kill(node.name());
        }
        Play.progress("every node is killed; starting all of them");
        long begun = System.nanoTime();
        start(cluster);
        double ready = (System.nanoTime() - begun) / 1e9;
        line("ready", String.format(Locale.ROOT, "%.1f s after the start of all nodes", ready));

        var some = chosen();
        Play.progress("asking for " + sample + " users, " + rate + " a second");
        var single = crowd.ask(some.stream(), 1, rate, Recovery::count);
        line("on demand", pass(single));
        Play.progress("asking for all others, " + window + " at a time");
        Crowd.Pass bulk;
        try (var meter = new CpuMeter(cluster)) {
            bulk =
                    crowd.ask(
                            users().filter(user -> !some.get(user)),
                            window,
                            NO_LIMIT,
                            Recovery::count);
            line("in bulk", pass(bulk));
            line("processor", meter.line(0));
        }
        line("memory", "MiB resident: " + Memory.of(cluster, true));
        int gone = single.lost() + bulk.lost();
        int silent = registered.unanswered() + single.unanswered() + bulk.unanswered();
        line("lost", gone + ", " + silent + " without an answer");
        return gone == 0 && silent == 0;
    }

    private IntStream users() {
        return IntStream.range(0, aors);
    }

    private BitSet chosen() {
        var chosen = new BitSet(aors);
        new SplittableRandom().ints(0, aors).distinct().limit(sample).forEach(chosen::set);
        return chosen;
    }

    private static void count(int done) {
        Play.progress(done + " are answered");
    }

    /// All at once.
    private static void start(ChaosCluster cluster) throws ClusterFailure, InterruptedException {
        var failures = new ConcurrentLinkedQueue<ClusterFailure>();
        var threads = new ArrayList<Thread>();
        for (var node : cluster.nodes()) {
            threads.add(Thread.ofVirtual().start(() -> start(cluster, node, failures)));
        }
        for (var thread : threads) {
            thread.join();
        }
        var failure = failures.peek();
        if (failure != null) {
            throw failure;
        }
    }

    private static void start(
            ChaosCluster cluster, Member node, ConcurrentLinkedQueue<ClusterFailure> failures) {
        try {
            cluster.processes().start(node.name());
        } catch (ClusterFailure failure) {
            failures.add(failure);
        }
    }

    private void line(String label, String text) {
        table.add("  %-12s %s".formatted(label, text));
    }

    private static String pass(Crowd.Pass pass) {
        return String.format(
                Locale.ROOT,
                "%d users in %.1f s, %.0f a second; each p50 %.1f ms, p99 %.1f ms, longest %.0f ms%s",
                pass.users(),
                pass.seconds(),
                pass.perSecond(),
                pass.percentile(50),
                pass.percentile(99),
                pass.percentile(100),
                pass.refused().isEmpty() ? "" : "; refused first: " + pass.refused());
    }
}
