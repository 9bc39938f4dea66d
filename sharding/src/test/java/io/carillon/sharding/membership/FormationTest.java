package io.carillon.sharding.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.auth.Secret;
import io.carillon.sip.transport.Certificates;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Nodes with real sockets that find each other: one cluster, whatever the order.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("FormationTest") // its own tests in turn
class FormationTest {
    private final List<TestNode> nodes = new ArrayList<>();

    /// Addresses of loopback that nobody else uses. The port is none of those that the kernel gives
    /// to connections: the nodes make many, and the heart port lies near.
    private static List<String> addresses(int count) {
        int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
        return IntStream.rangeClosed(1, count).mapToObj(i -> "127.0.9." + i + ":" + port).toList();
    }

    private CompletableFuture<Void> start(String address, List<String> seeds, ClusterTls tls) {
        var node = new TestNode(address, seeds, TestNode.SECRET, Optional.of(tls));
        nodes.add(node);
        return node.joining();
    }

    private CompletableFuture<Void> start(String address, List<String> seeds) {
        var node = new TestNode(address, seeds);
        nodes.add(node);
        return node.joining();
    }

    /// All at once: an actor system with TLS may wait until those it is connected to end their
    /// side.
    @org.junit.jupiter.api.AfterEach
    void stop() {
        nodes.forEach(TestNode::end);
        nodes.forEach(TestNode::close);
    }

    @RepeatedTest(2)
    void nodesThatStartAtOnceFormOneCluster() throws Exception {
        var seeds = addresses(3);
        var joined = seeds.stream().map(seed -> start(seed, seeds)).toList();
        for (var each : joined) each.get(20, TimeUnit.SECONDS);
        for (var node : nodes) assertThat(node.members()).isEqualTo(seeds);
        // A majority has to have echoed, which is a matter of two or three beats.
        for (var node : nodes) awaitLease(node);
    }

    private static void awaitLease(TestNode node) throws InterruptedException {
        for (int i = 0; i < 100 && !node.membership.lease().mayAct(); i++) Thread.sleep(50);
        assertThat(node.membership.lease().mayAct()).isTrue();
    }

    @Test
    void oneAloneWaitsAndAMajorityGoesAhead() throws Exception {
        var seeds = addresses(3);
        var last = start(seeds.get(2), seeds);
        Thread.sleep(1_000);
        assertThat(last).isNotDone();
        var second = start(seeds.get(1), seeds);
        last.get(20, TimeUnit.SECONDS);
        second.get(20, TimeUnit.SECONDS);
        start(seeds.get(0), seeds).get(20, TimeUnit.SECONDS);
        for (var node : nodes) assertThat(node.members()).isEqualTo(seeds);
    }

    /// As the headless service of Kubernetes has it while nodes start: one of them is not told of
    /// the others.
    @Test
    void nodesBehindANameFormOneClusterAndWhoSeesAPartOfThemFormsNone() throws Exception {
        var all = addresses(3);
        var hosts = all.stream().map(each -> each.substring(0, each.indexOf(':'))).toList();
        var port = all.getFirst().substring(all.getFirst().indexOf(':'));
        TestNames.put("all.carillon.test", hosts);
        TestNames.put("part.carillon.test", hosts.subList(2, 3));

        var alone = startBehind("part.carillon.test" + port, all.get(2));
        Thread.sleep(2_000);
        assertThat(alone).isNotDone();
        var first = startBehind("all.carillon.test" + port, all.get(0));
        var second = startBehind("all.carillon.test" + port, all.get(1));
        first.get(20, TimeUnit.SECONDS);
        second.get(20, TimeUnit.SECONDS);
        for (var node : nodes.subList(1, 3)) {
            assertThat(node.members()).isEqualTo(all.subList(0, 2));
        }
        assertThat(alone).isNotDone();
    }

    private CompletableFuture<Void> startBehind(String name, String address) {
        var node = new TestNode(address, List.of(name), 3, TestNode.SECRET, Optional.empty());
        nodes.add(node);
        return node.joining();
    }

    @Test
    void whoIsNoSeedJoins() throws Exception {
        var addresses = addresses(2);
        var seeds = addresses.subList(0, 1);
        var other = start(addresses.get(1), seeds);
        Thread.sleep(500);
        assertThat(other).isNotDone();
        start(seeds.getFirst(), seeds).get(20, TimeUnit.SECONDS);
        other.get(20, TimeUnit.SECONDS);
        for (var node : nodes) assertThat(node.members()).isEqualTo(addresses);
    }

    @Test
    void whoDoesNotKnowTheSecretStaysOutside() throws Exception {
        var addresses = addresses(2);
        var seeds = addresses.subList(0, 1);
        start(seeds.getFirst(), seeds).get(20, TimeUnit.SECONDS);
        var stranger = new TestNode(addresses.get(1), seeds, "another secret", Optional.empty());
        nodes.add(stranger);
        var joined = stranger.joining();
        Thread.sleep(1_500);
        assertThat(joined).isNotDone();
        assertThat(nodes.getFirst().members()).isEqualTo(seeds);
        // Each knows of the other that it is there.
        assertThat(asked(addresses.get(1), seeds.getFirst(), "another secret", Optional.empty()))
                .isInstanceOf(FormationAnswer.Foreign.class);
        assertThat(asked(seeds.getFirst(), addresses.get(1), TestNode.SECRET, Optional.empty()))
                .isInstanceOf(FormationAnswer.Foreign.class);
    }

    private static FormationAnswer asked(
            String asking, String seed, String secret, Optional<ClusterTls> tls) {
        var key = Secret.of(secret).key("heart");
        return new SeedQuestion(new Peer(asking, 1), key, new HeartSecurity(tls)).ask(seed, false);
    }

    @Test
    void nodesWithCertificatesOfOneAuthorityFormAClusterAndNobodyElseGetsIn(@TempDir Path folder)
            throws Exception {
        var addresses = addresses(4);
        var seeds = addresses.subList(0, 2);
        var ours = tls(folder, "ours");
        var joined = seeds.stream().map(seed -> start(seed, seeds, ours)).toList();
        for (var each : joined) each.get(20, TimeUnit.SECONDS);
        var others = tls(folder, "another");
        var foreign = start(addresses.get(2), seeds, others);
        var plain = start(addresses.get(3), seeds);
        Thread.sleep(2_000);
        assertThat(foreign).isNotDone();
        assertThat(plain).isNotDone();
        assertThat(nodes.getFirst().members()).isEqualTo(seeds);
        assertThat(asked(addresses.get(2), seeds.getFirst(), TestNode.SECRET, Optional.of(others)))
                .isInstanceOf(FormationAnswer.Foreign.class);
    }

    /// A node that slept, say, while all others were stopped and started again.
    @Test
    void aCoreNodeInTheLesserOfTwoClustersIsRemovedFromIt() throws Exception {
        var seeds = addresses(4);
        var three = seeds.subList(0, 3);
        var joined = three.stream().map(seed -> start(seed, three)).toList();
        for (var each : joined) each.get(20, TimeUnit.SECONDS);
        var left = nodes.get(2);
        for (int i = 0; i < 2; i++) nodes.get(i).leave();
        while (left.members().size() > 1) Thread.sleep(50);
        for (int i = 0; i < 2; i++) nodes.get(i).close();

        // Those that come back do not see it: they look for another.
        var others = List.of(seeds.get(0), seeds.get(1), seeds.get(3));
        var again = others.subList(0, 2).stream().map(seed -> start(seed, others)).toList();
        for (var each : again) each.get(20, TimeUnit.SECONDS);
        var removed = new CompletableFuture<Void>();
        left.membership.onRemoved(() -> removed.complete(null));
        left.membership.onOrphaned(Assertions::fail);
        removed.get(20, TimeUnit.SECONDS);
    }

    private static ClusterTls tls(Path folder, String authority) throws Exception {
        var made = Certificates.make(folder, authority);
        return new ClusterTls(new ClusterTls.Pem(made.certificate(), made.key(), made.authority()));
    }
}
