package io.carillon.deploy.cluster;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `cluster up`: starts a cluster and returns when it is ready.
@Command(
        name = "up",
        description = {
            "Starts a cluster and returns when every node is ready.",
            "",
            "A node of a local cluster has a small heap (-Xms256m -Xmx512m) and practises for two seconds at most"
                    + " before it serves. CARILLON_JAVA_OPTS wins over the one, -Dcarillon.rehearsal=15s over"
                    + " the other.",
            "",
            "The nodes trust each other by a key that is made once, into DIR/secret.conf.",
            ""
        },
        mixinStandardHelpOptions = true)
final class UpCommand extends OnCluster {
    @Option(
            names = "--nodes",
            paramLabel = "N",
            description =
                    "Nodes with the core role; they are edges too when --edges is 0 (default:"
                            + " ${DEFAULT-VALUE})")
    private int nodes = 3;

    @Option(
            names = "--edges",
            paramLabel = "N",
            description = "Nodes that are edges alone (default: ${DEFAULT-VALUE})")
    private int edges;

    @Option(
            names = "--cassandra",
            paramLabel = "N",
            description =
                    "Database nodes (default: ${DEFAULT-VALUE}); 0 for a single core node that keeps"
                            + " its own journal")
    private int cassandra = 1;

    @Option(
            names = "--balancers",
            paramLabel = "N",
            description = "This release has none: 0 (the default).")
    private int balancers;

    @Option(
            names = "--net",
            paramLabel = "127.N",
            description =
                    "The first two parts of all addresses (default: ${DEFAULT-VALUE}); another one for"
                            + " another cluster at the same time")
    private String network = Network.DEFAULT.prefix();

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting for every node, like -Dcarillon.domains.0=example.com; relative paths"
                            + " begin in the node's own folder.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    void run(PrintWriter out) throws ClusterFailure {
        if (balancers != 0) {
            throw ClusterFailure.usage(
                    "--balancers = " + balancers + ": this release has no balancer, only 0");
        }
        var where =
                Network.parse(network)
                        .orElseThrow(
                                () ->
                                        ClusterFailure.usage(
                                                "--net = "
                                                        + network
                                                        + ": must be 127.0 to 127.255"));
        var plan =
                ClusterPlan.of(root(), nodes, edges, cassandra)
                        .on(where)
                        .withJavaOptions(ClusterPlan.askedJavaOptions())
                        .with(settings);
        long from = System.nanoTime();
        var cluster = LocalCluster.up(plan, folder, this::say);
        var took = Duration.ofNanos(System.nanoTime() - from);
        say("the cluster is ready after " + Startup.seconds(took));
        out.print(StatusText.table(cluster.status()));
    }

    /// The checkout that this command runs from, which ./carillon names.
    private static Path root() throws ClusterFailure {
        return Optional.ofNullable(System.getProperty("carillon.root"))
                .map(Path::of)
                .orElseThrow(() -> ClusterFailure.usage("start this with ./carillon cluster up"));
    }
}
