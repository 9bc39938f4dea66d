package io.carillon.sharding.membership;

import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// This node's part in its cluster: one for an actor system.
///
/// A system with a [MembershipSetup] opens its heart port and looks for others; one without forms a
/// cluster of its own and may always act.
public final class Membership implements Extension {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
    private static final Id ID = new Id();
    private static final Duration ALONE_PATIENCE = Duration.ofSeconds(30);
    private static final Duration LEASE_PATIENCE = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final Lease lease;
    private final Optional<Heart> heart;
    private final Optional<Formation> formation;

    private Membership(ExtendedActorSystem system) {
        cluster = Cluster.get(system);
        var setup = system.settings().setup().get(MembershipSetup.class);
        if (setup.isEmpty()) {
            lease = Lease.forever();
            heart = Optional.empty();
            formation = Optional.empty();
            return;
        }
        var settings = setup.get().settings();
        var self = new Peer(text(cluster.selfAddress()), cluster.selfUniqueAddress().longUid());
        lease = Lease.none();
        var security = new HeartSecurity(settings.tls());
        var forming = new Formation(cluster, self, settings, security);
        try {
            heart =
                    Optional.of(
                            new Heart(
                                    self,
                                    HeartAddress.of(settings.listen()),
                                    settings.key(),
                                    security,
                                    lease,
                                    forming::answer));
        } catch (IOException failure) {
            throw new IllegalStateException(
                    "the heart port "
                            + HeartAddress.of(settings.listen())
                            + " cannot be had: "
                            + failure.getMessage(),
                    failure);
        }
        formation = Optional.of(forming);
    }

    public static Membership of(ActorSystem<?> system) {
        return of(Adapter.toClassic(system));
    }

    static Membership of(org.apache.pekko.actor.ActorSystem system) {
        return ID.get(system);
    }

    /// Whether entities of this node may act.
    public Lease lease() {
        return lease;
    }

    Optional<Heart> heart() {
        return heart;
    }

    /// Joins the cluster, or forms it, however long that takes; returns when the node is up and has
    /// its lease, or has waited for that for ten seconds.
    ///
    /// @throws IllegalStateException when the actor system ends meanwhile
    public void join() {
        if (formation.isPresent()) {
            formation.get().join();
            awaitLease();
        } else {
            formAlone();
        }
    }

    /// Runs this once this node is no member any more, whoever decided that.
    public void onRemoved(Runnable then) {
        cluster.registerOnMemberRemoved(then);
    }

    /// Watches from now on whether this node is in the one of two clusters that has to give way. An
    /// edge whose core nodes are in another runs this once, on a thread of its own: it has to leave
    /// the one to join the other. A core node is removed from its own; see [#onRemoved].
    public void onOrphaned(Runnable then) {
        if (formation.isEmpty()) return;
        var two = new TwoClusters(cluster, formation.get());
        two.watch(two.isCore() ? () -> cluster.down(cluster.selfAddress()) : then);
    }

    /// Whether this node is a full member.
    public boolean isUp() {
        return cluster.selfMember().status().equals(MemberStatus.up());
    }

    private void formAlone() {
        cluster.join(cluster.selfAddress());
        long until = System.nanoTime() + ALONE_PATIENCE.toNanos();
        while (!isUp()) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("the cluster of one did not form");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /// Others have to have heard of us first.
    private void awaitLease() {
        long until = System.nanoTime() + LEASE_PATIENCE.toNanos();
        while (!lease.mayAct() && System.nanoTime() - until < 0) LockSupport.parkNanos(5_000_000);
        if (!lease.mayAct()) {
            LOG.warn(
                    "{} is up without a lease, and does nothing until a majority of the members"
                            + " has heard of it: see whether they reach its heart port",
                    text(cluster.selfAddress()));
        }
    }

    /// The `host:port` of a node's actor system, as it is written in addresses of edges.
    static String text(Address address) {
        return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
    }

    private static final class Id extends AbstractExtensionId<Membership> {
        @Override
        public Membership createExtension(ExtendedActorSystem system) {
            return new Membership(system);
        }
    }
}
