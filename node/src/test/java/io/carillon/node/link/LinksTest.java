package io.carillon.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;

import io.carillon.node.edge.Loops;
import io.carillon.node.ops.LinkTraffic;
import io.carillon.sharding.Addressed;
import io.carillon.sharding.ShardKeys;
import io.carillon.sharding.membership.ClusterTls;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.transport.Certificates;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Two and three nodes in one process, with real sockets between them.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("LinksTest") // its own tests in turn
class LinksTest {
    private final ArrayList<Node> nodes = new ArrayList<>();

    @AfterEach
    void stopTheNodes() {
        nodes.forEach(Node::close);
    }

    @Test
    void anActorOfAnotherNodeIsToldByALink() throws Exception {
        var a = node("a", "the secret of the cluster");
        var b = node("b", "the secret of the cluster");
        a.links.linkTo(b.address());

        a.tellUntilCarried(b);

        var carried = a.links.carried();
        assertThat(carried.octets()).isGreaterThan(carried.messages() * "hello".length());
    }

    @Test
    void aCommandGoesToTheNodeThatHoldsTheShard() throws Exception {
        var a = node("a", "the secret of the cluster");
        var b = node("b", "the secret of the cluster");
        a.links.linkTo(b.address());
        b.links.linkTo(a.address());
        var entities = a.links.entities(Links.CALLS, Text.class, a.region);
        b.links.entities(Links.CALLS, Text.class, b.region);
        b.links.held(Links.CALLS, ShardKeys.numberOf("call-1"));

        untilHeard(b.heard, () -> a.onLoop(() -> entities.tell(new Text("call-1"))));
        a.heard.clear();
        b.links.left(Links.CALLS, ShardKeys.numberOf("call-1"));
        untilHeard(a.heard, () -> a.onLoop(() -> entities.tell(new Text("call-1"))));
    }

    /// Nodes that start at the same time do not hear of each other at the same time.
    @Test
    void aShardOfANodeThatWasNotKnownYetIsFoundAllTheSame() throws Exception {
        var a = node("a", "the secret of the cluster");
        var b = node("b", "the secret of the cluster");
        b.links.linkTo(a.address());
        b.tellUntilCarried(a);
        var entities = a.links.entities(Links.CALLS, Text.class, a.region);
        b.links.entities(Links.CALLS, Text.class, b.region);
        b.links.held(Links.CALLS, ShardKeys.numberOf("call-1"));
        b.tellUntilCarried(a);
        a.links.linkTo(b.address());

        untilHeard(b.heard, () -> a.onLoop(() -> entities.tell(new Text("call-1"))));
    }

    @Test
    void aNodeWithAnotherSecretIsNotHeard() throws Exception {
        var a = node("a", "the secret of the cluster");
        var b = node("b", "the secret of another one");
        a.links.linkTo(b.address());

        Thread.sleep(600);
        a.tell(b);

        assertThat(b.heard.poll(5, TimeUnit.SECONDS)).as("by the actor system").isNotNull();
        assertThat(a.links.carried()).isEqualTo(LinkTraffic.NONE);
    }

    @Test
    void linksAreEncryptedAmongNodesOfOneAuthority(@TempDir Path folder) throws Exception {
        var made = Certificates.make(folder, "ours");
        var a = node("a", tls(made, made.authority()));
        var b = node("b", tls(made, made.authority()));
        a.links.linkTo(b.address());

        a.tellUntilCarried(b);
        assertThat(firstOctetOf(b)).as("sent by TLS to who says nothing").isEqualTo(-1);
    }

    /// Who would get in if only the node that is called had to show a certificate.
    @Test
    void whoHasACertificateOfAnotherAuthorityOrNoneIsNotHeard(@TempDir Path folder)
            throws Exception {
        var ours = Certificates.make(folder, "ours");
        var another = Certificates.make(folder, "another");
        var b = node("b", tls(ours, ours.authority()));
        var foreign = node("foreign", tls(another, ours.authority()));
        var plain = node("plain", "the secret of the cluster");
        foreign.links.linkTo(b.address());
        plain.links.linkTo(b.address());

        Thread.sleep(1_000);
        foreign.tell(b);
        plain.tell(b);

        assertThat(b.heard.poll(5, TimeUnit.SECONDS)).as("by the actor system").isNotNull();
        assertThat(foreign.links.carried()).isEqualTo(LinkTraffic.NONE);
        assertThat(plain.links.carried()).isEqualTo(LinkTraffic.NONE);
    }

    /// What a stranger hears within half a second; -1 when nothing.
    private static int firstOctetOf(Node node) throws IOException {
        var address = node.address();
        int port = address.getPort().orElseThrow() + LinkSettings.PORT_OFFSET;
        try (var socket = new Socket(address.getHost().orElseThrow(), port)) {
            socket.setSoTimeout(500);
            return socket.getInputStream().read();
        } catch (SocketTimeoutException _) {
            return -1;
        }
    }

    private static ClusterTls tls(Certificates shown, Path believed) throws Exception {
        return new ClusterTls(new ClusterTls.Pem(shown.certificate(), shown.key(), believed));
    }

    @Test
    void whatCannotGoByALinkGoesByTheActorSystem() throws Exception {
        var a = node("a", "the secret of the cluster");
        var b = node("b", "the secret of the cluster");

        a.tell(b);

        assertThat(b.heard.poll(5, TimeUnit.SECONDS)).isNotNull();
        assertThat(a.links.carried()).isEqualTo(LinkTraffic.NONE);
    }

    @Test
    void aRestartedNodeIsLinkedToAgain() throws Exception {
        var a = node("a", "the secret of the cluster");
        var b = node("b", "the secret of the cluster");
        a.links.linkTo(b.address());
        a.tellUntilCarried(b);

        b.close();
        nodes.remove(b);
        var again =
                new Node(
                        "b",
                        "the secret of the cluster",
                        Optional.empty(),
                        b.address().getPort().orElseThrow());
        nodes.add(again);
        a.tellUntilCarried(again);
    }

    /// A message of these tests.
    record Text(String entityId) implements Addressed {}

    /// Lets [Text] cross.
    public static final class TextSerializer extends SerializerWithStringManifest {
        public TextSerializer(ExtendedActorSystem system) {}

        @Override
        public int identifier() {
            return 4711;
        }

        @Override
        public String manifest(Object message) {
            return "text";
        }

        @Override
        public byte[] toBinary(Object message) {
            return ((Text) message).entityId().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object fromBinary(byte[] octets, String manifest) {
            return new Text(new String(octets, StandardCharsets.UTF_8));
        }
    }

    private Node node(String name, String secret) throws Exception {
        return added(new Node(name, secret, Optional.empty(), 0));
    }

    private Node node(String name, ClusterTls tls) throws Exception {
        return added(new Node(name, "the secret of the cluster", Optional.of(tls), 0));
    }

    private Node added(Node node) {
        nodes.add(node);
        return node;
    }

    private static void untilHeard(BlockingQueue<Text> heard, Runnable again)
            throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            again.run();
            if (heard.poll(100, TimeUnit.MILLISECONDS) != null) return;
        }
        throw new AssertionError("nothing was heard within five seconds");
    }

    /// An actor system with loops and links, and an actor that stands for its regions.
    private static final class Node {
        final Loops loops;
        final ActorSystem<Text> system;
        final BlockingQueue<Text> heard = new LinkedBlockingQueue<>();
        final ActorRef<Text> region;
        final Links links;

        Node(String name, String secret, Optional<ClusterTls> tls, int port) throws Exception {
            loops = Loops.start("links-" + name + "-" + System.nanoTime(), 2);
            var config =
                    ConfigFactory.parseString(
                                    """
                                    pekko.actor.provider = cluster
                                    pekko.remote.artery.canonical { hostname = "127.0.0.1", port = %d }
                                    pekko.cluster.jmx.enabled = off
                                    pekko.loglevel = WARNING
                                    pekko.actor.serializers.text = "%s"
                                    pekko.actor.serialization-bindings."%s" = text
                                    """
                                            .formatted(
                                                    port,
                                                    TextSerializer.class.getName(),
                                                    Text.class.getName()))
                            .withFallback(ConfigFactory.load());
            system =
                    ActorSystem.create(
                            Behaviors.<Text>receiveMessage(
                                    text -> {
                                        heard.add(text);
                                        return Behaviors.same();
                                    }),
                            "links",
                            config);
            region = system;
            var host = address().getHost().orElseThrow();
            int bound = address().getPort().orElseThrow();
            links =
                    Links.open(
                            new LinkSettings(
                                    host + ":" + bound,
                                    new InetSocketAddress(host, bound + LinkSettings.PORT_OFFSET),
                                    new Handshake(Secret.of(secret).mac("link")),
                                    tls),
                            loops,
                            system);
        }

        Address address() {
            return Cluster.get(Adapter.toClassic(system)).selfAddress();
        }

        void onLoop(Runnable task) {
            loops.all()[1].execute(task);
        }

        void tell(Node other) {
            var path = other.system.path().toStringWithAddress(other.address());
            var actor = ActorRefResolver.get(system).<Text>resolveActorRef(path);
            onLoop(() -> links.tell(actor, new Text("hello")));
        }

        void tellUntilCarried(Node other) throws InterruptedException {
            long before = links.carried().messages();
            for (int i = 0; i < 50; i++) {
                tell(other);
                if (other.heard.poll(100, TimeUnit.MILLISECONDS) != null) {
                    if (links.carried().messages() > before) return;
                    Thread.sleep(100); // it came by the actor system, which was quicker
                }
            }
            throw new AssertionError("nothing came by a link within five seconds");
        }

        void close() {
            links.close();
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
            loops.close();
        }
    }
}
