package io.carillon.sharding.membership;

import com.typesafe.config.ConfigFactory;

import io.carillon.sip.auth.Secret;

import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Leave;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/// An actor system on an address of its own, with a membership and nothing else.
final class TestNode implements AutoCloseable {
    static final String SECRET = "a secret of the tests";

    final ActorSystem<Void> system;
    final Membership membership;

    TestNode(String address, List<String> seeds) {
        this(address, seeds, SECRET, Optional.empty());
    }

    TestNode(String address, List<String> seeds, String secret, Optional<ClusterTls> tls) {
        this(address, seeds, seeds.size(), secret, tls);
    }

    TestNode(
            String address,
            List<String> seeds,
            int expectedSeeds,
            String secret,
            Optional<ClusterTls> tls) {
        int colon = address.lastIndexOf(':');
        var listen =
                new InetSocketAddress(
                        address.substring(0, colon),
                        Integer.parseInt(address.substring(colon + 1)));
        var config =
                ConfigFactory.parseMap(
                                Map.of(
                                        "pekko.remote.artery.canonical.hostname",
                                        listen.getHostString(),
                                        "pekko.remote.artery.canonical.port",
                                        listen.getPort(),
                                        "pekko.cluster.roles",
                                        List.of("core"),
                                        "pekko.cluster.min-nr-of-members",
                                        expectedSeeds / 2 + 1,
                                        "pekko.remote.artery.transport",
                                        tls.isPresent() ? "tls-tcp" : "tcp"))
                        .withFallback(ConfigFactory.parseResources("membership-test.conf"))
                        .withFallback(ConfigFactory.defaultReference())
                        .resolve();
        var settings =
                new MembershipSettings(
                        listen, seeds, expectedSeeds, Secret.of(secret).key("heart"), tls);
        var setups = new ArrayList<Setup>(settings.setups());
        setups.add(BootstrapSetup.create(config));
        system =
                ActorSystem.create(
                        Behaviors.empty(),
                        "carillon",
                        ActorSystemSetup.create(setups.toArray(Setup[]::new)));
        membership = Membership.of(system);
    }

    CompletableFuture<Void> joining() {
        var joined = new CompletableFuture<Void>();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                membership.join();
                                joined.complete(null);
                            } catch (RuntimeException failure) {
                                joined.completeExceptionally(failure);
                            }
                        });
        return joined;
    }

    /// Addresses of the members as this node sees them.
    List<String> members() {
        var members = Cluster.get(system).state().getMembers();
        return StreamSupport.stream(members.spliterator(), false)
                .map(member -> Membership.text(member.address()))
                .sorted()
                .toList();
    }

    /// Takes leave of the others, and does not wait for it.
    void leave() {
        var cluster = Cluster.get(system);
        cluster.manager().tell(Leave.create(cluster.selfMember().address()));
    }

    /// Does not wait for it.
    void end() {
        system.terminate();
    }

    @Override
    public void close() {
        end();
        try {
            system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
