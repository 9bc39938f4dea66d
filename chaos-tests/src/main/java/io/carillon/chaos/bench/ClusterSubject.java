package io.carillon.chaos.bench;

import io.carillon.chaos.server.Checkout;
import io.carillon.chaos.sipp.LoadSetting;
import io.carillon.deploy.cluster.ClusterFailure;
import io.carillon.deploy.cluster.ClusterPlan;
import io.carillon.deploy.cluster.DownOnExit;
import io.carillon.deploy.cluster.LocalCluster;
import io.carillon.deploy.cluster.Member;
import io.carillon.deploy.cluster.Network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A cluster of nodes that are each core and edge, with a Cassandra whose cost does not count.
///
/// Lends its Cassandra to the single node that it is compared with. Ended with this object, also
/// when this JVM ends early.
final class ClusterSubject implements Subject {
    /// Apart from clusters that are started by hand.
    private static final Network NETWORK = new Network("127.90");

    /// The memory of a node that has a machine of its own, as the single node has it.
    private static final String MEMORY = "-Xms1g -Xmx2g";

    private static final String ALONE = "alone";
    private static final Duration SCHEMA = Duration.ofSeconds(60);
    private static final Pattern COUNT =
            Pattern.compile("(?m)^link_(messages|bytes)_total (\\d+)$");

    private final LocalCluster cluster;
    private final Path folder;
    private final DownOnExit ending;
    private final List<Member> nodes;

    private ClusterSubject(LocalCluster cluster, Path folder) {
        this.cluster = cluster;
        this.folder = folder;
        nodes = cluster.members().stream().filter(each -> each.name().isNode()).toList();
        ending = new DownOnExit(cluster, why -> System.err.println("carillon: " + why));
    }

    /// Starts `size` nodes for the setting's domain, open to all, and returns when they serve.
    static ClusterSubject start(
            int size,
            LoadSetting setting,
            Map<String, String> moreSettings,
            Consumer<String> progress) {
        var folder = Checkout.newDirectory("bench-cluster");
        var plan =
                ClusterPlan.of(Checkout.root(), size, 0, 1)
                        .on(NETWORK)
                        .withJavaOptions((MEMORY + " " + ClusterPlan.askedJavaOptions()).strip())
                        .with("carillon.domains.0", setting.domain())
                        .with("carillon.auth", "none")
                        .with("carillon.relay", "any")
                        .with("carillon.rehearsal", CarillonSubject.REHEARSAL);
        for (var each : moreSettings.entrySet()) {
            plan = plan.with(each.getKey(), each.getValue());
        }
        try {
            return new ClusterSubject(LocalCluster.up(plan, folder, progress), folder);
        } catch (ClusterFailure failure) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
    }

    /// Makes room in the database for a node that is alone.
    ///
    /// @return what that node is to be told
    Map<String, String> settingsOfOneAlone() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("carillon.cassandra.contact-points.0", contactPoint());
        settings.put("carillon.cassandra.replication-factor", "1");
        settings.put("carillon.cassandra.keyspace", ALONE);
        var command =
                new java.util.ArrayList<>(
                        List.of(
                                Checkout.root().resolve("carillon").toString(),
                                "schema",
                                "create"));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("alone-schema.log").toFile())
                            .start();
            if (!process.waitFor(SCHEMA.toSeconds(), TimeUnit.SECONDS)
                    || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("no schema for the node that is alone");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
        settings.put("carillon.journal", "cassandra");
        return settings;
    }

    private String contactPoint() {
        var database =
                cluster.members().stream()
                        .filter(each -> !each.name().isNode())
                        .findFirst()
                        .orElseThrow();
        return database.host() + ":" + Network.CQL_PORT;
    }

    @Override
    public String name() {
        return "cluster-of-" + nodes.size();
    }

    @Override
    public List<InetSocketAddress> sip() {
        return nodes.stream().map(each -> each.sip().orElseThrow()).toList();
    }

    @Override
    public List<Long> roots() {
        try {
            return cluster.status().stream()
                    .filter(each -> each.name().isNode() && each.pid().isPresent())
                    .map(each -> each.pid().getAsLong())
                    .toList();
        } catch (ClusterFailure failure) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
    }

    /// All of them: one that ended takes its processor time out of the sum.
    @Override
    public boolean isAlive() {
        return roots().size() == nodes.size();
    }

    @Override
    public LinkCount links() {
        var total = LinkCount.NONE;
        for (var node : nodes) {
            total = total.plus(links(node));
        }
        return total;
    }

    private static LinkCount links(Member node) {
        try (var in = node.http().orElseThrow().resolve("/metrics").toURL().openStream()) {
            return links(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static LinkCount links(String metrics) {
        var total = LinkCount.NONE;
        var found = COUNT.matcher(metrics);
        while (found.find()) {
            long value = Long.parseLong(found.group(2));
            total =
                    total.plus(
                            found.group(1).equals("messages")
                                    ? new LinkCount(value, 0)
                                    : new LinkCount(0, value));
        }
        return total;
    }

    @Override
    public void close() {
        ending.down();
        ending.close();
        Checkout.remove(folder);
    }
}
