package io.carillon.chaos.trial;

import io.carillon.chaos.scenario.ScenarioError;
import io.carillon.chaos.scenario.ScenarioText;
import io.carillon.chaos.server.Checkout;
import io.carillon.deploy.cluster.ClusterFailure;
import io.carillon.deploy.cluster.MemberName;
import io.carillon.deploy.cluster.Network;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

/// What `./carillon practise` runs: a node lives through what nodes live through, and its virtual
/// machine writes down which classes that takes and how their code is run (JEP 483, JEP 515).
///
/// It comes to a cluster that carries calls, is given its share of the users and of the calls under
/// way, serves as edge and core node, gives away what it has, and leaves. What comes cold into a
/// cluster with the processors full takes seconds over the first user that it reads and the first
/// call that it takes over, and all who are sent to it wait.
@Command(
        name = "practise",
        hidden = true, // `./carillon practise` is what people type
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Has a node live through a cluster's day, and keeps what its JVM has learnt.",
        description = {"", "See ./carillon practise --help.", ""})
final class Practice implements Callable<Integer> {
    /// Enough for the first compiler to have seen everything, and the second what is frequent: half
    /// of what a local cluster on two processors carries.
    private static final String SCENARIO =
            """
            cluster  cores 2, edges 0, cassandra 1
            load     calls 20, registers 60, users 300, held 5 %, held-for 8 s
            """;

    private static final MemberName LEARNER = MemberName.core(2);

    /// Before it comes, the others have calls.
    private static final Duration BEFORE = Duration.ofSeconds(3);

    private static final Duration ENROL = Duration.ofMinutes(1);

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "what to write")
    private Path output;

    @Option(
            names = "--seconds",
            description = "how long the node serves (${DEFAULT-VALUE})",
            defaultValue = "25")
    private int seconds;

    @Option(
            names = "--network",
            paramLabel = "127.N",
            description = "the part of loopback to live in (${DEFAULT-VALUE})")
    private String network = Network.DEFAULT.prefix();

    @Override
    public Integer call() throws ClusterFailure, IOException, InterruptedException, ScenarioError {
        var where = Network.parse(network);
        if (where.isEmpty() || seconds < 1) {
            System.err.println("carillon: --network is like 127.0, --seconds is 1 or more");
            return 2;
        }
        practise(where.get(), output.toAbsolutePath(), Duration.ofSeconds(seconds));
        return 0;
    }

    /// Writes `output` when all went well; of a failure, what there is to be read is left.
    static void practise(Network network, Path output, Duration length)
            throws ClusterFailure, IOException, InterruptedException, ScenarioError {
        var scenario = ScenarioText.parse("practise", SCENARIO);
        var folder = Checkout.newDirectory("practise");
        var learnt = folder.resolve("learnt.aot");
        boolean good = false;
        try (var cluster = ChaosCluster.up(scenario, network, folder, Map.of(), Play::progress);
                var workload = Play.workload(cluster, network, scenario, System.nanoTime())) {
            Play.enrol(workload, ENROL);
            workload.start();
            cluster.processes().stop(LEARNER);
            Thread.sleep(BEFORE);
            cluster.processes().start(LEARNER, "-XX:AOTCacheOutput=" + learnt);
            Thread.sleep(length);
            Play.progress(LEARNER + " leaves, and what it has learnt is written");
            cluster.processes().stop(LEARNER);
            workload.stop();
            Files.move(learnt, output, StandardCopyOption.REPLACE_EXISTING);
            good = true;
        } catch (NoSuchFileException nothing) {
            throw new IOException(
                    LEARNER + " has written down nothing of what it has learnt", nothing);
        } finally {
            if (good) {
                Checkout.remove(folder);
            } else {
                Play.progress("logs and data are left in " + folder);
            }
        }
    }
}
