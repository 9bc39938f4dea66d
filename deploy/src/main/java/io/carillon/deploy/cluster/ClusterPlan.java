package io.carillon.deploy.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// What a cluster is to be made of. Values are changed by making another plan.
///
/// Does not check itself: [#problem] does, for who has to explain it.
///
/// @param network where in loopback it lives
/// @param nodes how many have the core role, 1 to 254; they are edges too when there are none
/// @param edges how many are edges alone, 0 to 254
/// @param cassandra how many database nodes, 0 to 9; 0 when a single core node keeps its own
/// journal
/// @param settings what every node is given on its command line
/// @param javaOptions what the JVM of every node is given, after the memory that a node of a local
/// cluster gets
/// @param release the checkout whose `./carillon` is used
public record ClusterPlan(
        Network network,
        int nodes,
        int edges,
        int cassandra,
        Map<String, String> settings,
        String javaOptions,
        Path release) {
    private static final int MOST_DATABASES = 9;

    /// Which every node has of its own.
    private static final Set<String> GIVEN =
            Set.of(
                    "carillon.roles",
                    "carillon.listen",
                    "carillon.advertise",
                    "carillon.http.listen",
                    "carillon.cluster.listen",
                    "carillon.cluster.seeds",
                    "carillon.data-dir",
                    "carillon.secret",
                    "carillon.journal",
                    "carillon.cassandra.contact-points");

    public ClusterPlan {
        settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        release = release.toAbsolutePath().normalize();
    }

    /// A plan without settings of its own, on 127.0, for the release in this folder.
    public static ClusterPlan of(Path release, int nodes, int edges, int cassandra) {
        return new ClusterPlan(Network.DEFAULT, nodes, edges, cassandra, Map.of(), "", release);
    }

    /// What the person who started this wants for the JVM of every node: CARILLON_JAVA_OPTS.
    public static String askedJavaOptions() {
        return Optional.ofNullable(System.getenv("CARILLON_JAVA_OPTS")).orElse("");
    }

    public ClusterPlan on(Network other) {
        return new ClusterPlan(other, nodes, edges, cassandra, settings, javaOptions, release);
    }

    /// Gives every node this setting.
    public ClusterPlan with(String key, String value) {
        var more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return with(more);
    }

    ClusterPlan with(Map<String, String> others) {
        return new ClusterPlan(network, nodes, edges, cassandra, others, javaOptions, release);
    }

    public ClusterPlan withJavaOptions(String options) {
        return new ClusterPlan(network, nodes, edges, cassandra, settings, options, release);
    }

    ClusterPlan withRelease(Path other) {
        return new ClusterPlan(network, nodes, edges, cassandra, settings, javaOptions, other);
    }

    /// The members, databases last.
    public List<MemberName> members() {
        var names = new ArrayList<MemberName>();
        IntStream.rangeClosed(1, nodes).mapToObj(MemberName::core).forEach(names::add);
        IntStream.rangeClosed(1, edges).mapToObj(MemberName::edge).forEach(names::add);
        IntStream.rangeClosed(1, cassandra).mapToObj(MemberName::cassandra).forEach(names::add);
        return List.copyOf(names);
    }

    /// Whether it is one node that knows of no others.
    boolean isAlone() {
        return nodes + edges == 1 && !isShared();
    }

    /// Whether all nodes share a journal, and not one node keeps its own.
    boolean isShared() {
        return cassandra > 0;
    }

    /// What is wrong with it, for the person who made it; empty when nothing is.
    public Optional<String> problem() {
        if (nodes < 1 || nodes > MemberName.MOST)
            return range("--nodes", nodes, 1, MemberName.MOST);
        if (edges < 0 || edges > MemberName.MOST)
            return range("--edges", edges, 0, MemberName.MOST);
        if (cassandra < 0 || cassandra > MOST_DATABASES) {
            return range("--cassandra", cassandra, 0, MOST_DATABASES);
        }
        if (!isShared() && nodes > 1) {
            return Optional.of(
                    "--cassandra = 0: a single node with the core role can keep its own journal;"
                            + " more of them share a Cassandra");
        }
        if (!Files.isExecutable(release.resolve("carillon"))) {
            return Optional.of(release + ": there is no ./carillon in it");
        }
        return settings.keySet().stream().flatMap(key -> unfit(key).stream()).findFirst();
    }

    private static Optional<String> range(String option, int value, int least, int most) {
        return Optional.of(option + " = " + value + ": must be " + least + " to " + most);
    }

    private static Optional<String> unfit(String key) {
        if (!key.startsWith("carillon.") && !key.startsWith("pekko.")) {
            return Optional.of("-D" + key + ": keys begin with carillon. (or pekko.)");
        }
        return GIVEN.stream()
                .filter(given -> key.equals(given) || key.startsWith(given + "."))
                .findFirst()
                .map(_ -> "-D" + key + ": every node of a local cluster is given its own");
    }
}
