package io.carillon.chaos.trial;

import io.carillon.chaos.process.ProcessCosts;
import io.carillon.chaos.scenario.Scenario;
import io.carillon.chaos.server.Checkout;
import io.carillon.chaos.server.ServerUnderTest;
import io.carillon.chaos.workload.Edge;
import io.carillon.deploy.cluster.ClusterFailure;
import io.carillon.deploy.cluster.ClusterPlan;
import io.carillon.deploy.cluster.DownOnExit;
import io.carillon.deploy.cluster.LocalCluster;
import io.carillon.deploy.cluster.Member;
import io.carillon.deploy.cluster.MemberName;
import io.carillon.deploy.cluster.MemberStatus;
import io.carillon.deploy.cluster.Network;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The cluster of a trial: started for it, asked about itself, and taken down with it, also when
/// this JVM ends early.
final class ChaosCluster implements AutoCloseable {
    static final String DOMAIN = ServerUnderTest.DOMAIN;

    /// Call records of every node, in its own folder.
    static final String RECORDS = "call-records.jsonl";

    /// What each node keeps in mind of messages: that of some two minutes at the full rate.
    private static final String TRACE = "64 MiB";

    private static final Pattern ADDRESS =
            Pattern.compile("\"address\"\\s*:\\s*\"[^\"@]*@([\\d.]+):\\d+\"[^}]*?\"core\"");

    private final LocalCluster cluster;
    private final Path folder;
    private final Http http = new Http();
    private final DownOnExit ending;
    private final Set<MemberName> removed = ConcurrentHashMap.newKeySet();

    private ChaosCluster(LocalCluster cluster, Path folder) {
        this.cluster = cluster;
        this.folder = folder;
        ending = new DownOnExit(cluster, why -> System.err.println("carillon: " + why));
    }

    /// Starts a cluster as the scenario wants it and returns when it serves.
    ///
    /// @param network the part of loopback it lives in
    static ChaosCluster up(
            Scenario scenario,
            Network network,
            Path folder,
            Map<String, String> more,
            Consumer<String> progress)
            throws ClusterFailure {
        var shape = scenario.shape();
        var plan =
                ClusterPlan.of(Checkout.root(), shape.cores(), shape.edges(), shape.cassandra())
                        .on(network)
                        .withJavaOptions(ClusterPlan.askedJavaOptions())
                        .with("carillon.domains.0", DOMAIN)
                        .with("carillon.auth", "none")
                        .with("carillon.relay", "any")
                        .with("carillon.call-records", RECORDS);
        // Who does not know the key does not start with it.
        if (!scenario.needsOtherRelease()) {
            plan = plan.with("carillon.message-trace", TRACE);
        }
        for (var setting : scenario.settings().entrySet()) {
            plan = plan.with(setting.getKey(), setting.getValue());
        }
        for (var setting : more.entrySet()) {
            plan = plan.with(setting.getKey(), setting.getValue());
        }
        var problem = plan.problem();
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
        return new ChaosCluster(LocalCluster.up(plan, folder, progress), folder);
    }

    LocalCluster processes() {
        return cluster;
    }

    Path folder() {
        return folder;
    }

    Http http() {
        return http;
    }

    /// The edges as telephones know them.
    List<Edge> edges() {
        var edges = new ArrayList<Edge>();
        for (var member : cluster.members()) {
            member.sip().ifPresent(at -> edges.add(new Edge(member.name().toString(), at, at)));
        }
        return edges;
    }

    List<Member> nodes() {
        return cluster.members().stream().filter(each -> each.name().isNode()).toList();
    }

    /// Where the nodes that are meant to be there are asked, by name.
    Map<String, URI> asked() {
        var asked = new LinkedHashMap<String, URI>();
        for (var node : nodes()) {
            if (!removed.contains(node.name())) {
                asked.put(node.name().toString(), node.http().orElseThrow());
            }
        }
        return asked;
    }

    /// Those of this kind that are meant to be there.
    List<Member> of(MemberName.Kind kind) {
        return cluster.members().stream()
                .filter(each -> each.name().kind() == kind && !removed.contains(each.name()))
                .toList();
    }

    /// One more, or one that had been removed.
    void add(MemberName name) throws ClusterFailure {
        removed.remove(name);
        cluster.start(name);
    }

    /// Stops a member for which the cluster is to do without from now on.
    void remove(MemberName name) throws ClusterFailure {
        removed.add(name);
        cluster.stop(name);
    }

    Member member(MemberName name) {
        return cluster.members().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no " + name));
    }

    /// The core node that has been up longest, as the nodes say.
    Optional<MemberName> oldest() {
        for (var node : nodes()) {
            var answer = http.get(node.http().orElseThrow(), "/api/cluster");
            var oldest = answer.flatMap(ChaosCluster::firstCore).flatMap(this::named);
            if (oldest.isPresent()) {
                return oldest;
            }
        }
        return Optional.empty();
    }

    /// The list has the oldest first.
    static Optional<String> firstCore(String answer) {
        var found = ADDRESS.matcher(answer);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /// The version that a node tells the others.
    Optional<String> version(MemberName name) {
        var member = member(name);
        return http.get(member.http().orElseThrow(), "/api/cluster")
                .flatMap(answer -> version(answer, member.host()));
    }

    static Optional<String> version(String answer, String host) {
        var found =
                Pattern.compile(
                                "\"address\"\\s*:\\s*\"[^\"@]*@%s:[^}]*?\"version\"\\s*:\\s*\"([^\"]*)\""
                                        .formatted(Pattern.quote(host)))
                        .matcher(answer);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private Optional<MemberName> named(String host) {
        return nodes().stream()
                .filter(each -> each.host().equals(host))
                .map(Member::name)
                .findFirst();
    }

    boolean isReady(MemberName name) throws ClusterFailure {
        return cluster.status().stream()
                .anyMatch(
                        each ->
                                each.name().equals(name)
                                        && each.state() == MemberStatus.State.READY);
    }

    boolean isRunning(MemberName name) throws ClusterFailure {
        return cluster.status().stream()
                .anyMatch(each -> each.name().equals(name) && each.pid().isPresent());
    }

    /// Members that ended and that nobody has stopped.
    List<MemberName> gone() throws ClusterFailure {
        return cluster.status().stream()
                .filter(each -> each.state() == MemberStatus.State.GONE)
                .map(MemberStatus::name)
                .toList();
    }

    /// Members that do not serve, and how they are instead.
    List<String> notReady() throws ClusterFailure {
        return cluster.status().stream()
                .filter(each -> each.state() != MemberStatus.State.READY)
                .filter(each -> !removed.contains(each.name()))
                .map(each -> each.name() + " is " + each.state())
                .toList();
    }

    /// The processes of these kinds that run.
    List<Long> pids(boolean databases) throws ClusterFailure {
        var pids = new ArrayList<Long>();
        for (var each : cluster.status()) {
            if (each.name().isNode() != databases) {
                each.pid().ifPresent(pids::add);
            }
        }
        return pids;
    }

    /// The processor time of all nodes, or of all databases, that run now.
    double cpuSeconds(boolean databases) throws ClusterFailure {
        return ProcessCosts.cpuSeconds(pids(databases));
    }

    @Override
    public void close() {
        ending.down();
        http.close();
        ending.close();
    }
}
