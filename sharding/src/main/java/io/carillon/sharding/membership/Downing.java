package io.carillon.sharding.membership;

import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.remote.RemoteActorRefProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import scala.Option;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Stands between the cluster and the [Heart]: tells it who is a member, and downs whom it proves
/// gone. The Split Brain Resolver is its child and works as ever.
final class Downing extends AbstractActor {
    private static final Logger LOG = LoggerFactory.getLogger(Downing.class);

    /// The member with the lowest address acts; if it died meanwhile, all others do.
    private static final Duration FIRST_ALONE = Duration.ofMillis(150);

    /// The state that can be asked for follows its events.
    private static final Duration SETTLED = Duration.ofMillis(20);

    private final ExtendedActorSystem system = (ExtendedActorSystem) getContext().getSystem();
    private final Cluster cluster = Cluster.get(system);
    private final Props resolver;
    private Optional<Heart> heart = Optional.empty();

    /// A majority holds this process for gone.
    private record Confirmed(Peer peer) {}

    private record StillThere(Peer peer) {}

    private enum Look {
        AGAIN
    }

    Downing(Props resolver) {
        this.resolver = resolver;
    }

    @Override
    public void preStart() {
        getContext().actorOf(resolver, "resolver");
        heart = Membership.of(system).heart();
        if (heart.isEmpty()) return;
        var self = getSelf();
        heart.get().onConfirmed(peer -> self.tell(new Confirmed(peer), ActorRef.noSender()));
        cluster.subscribe(
                self, ClusterEvent.initialStateAsEvents(), ClusterEvent.ClusterDomainEvent.class);
    }

    @Override
    public void postStop() {
        cluster.unsubscribe(getSelf());
        heart.ifPresent(Heart::close);
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(Confirmed.class, confirmed -> bury(confirmed.peer()))
                .match(StillThere.class, there -> down(there.peer()))
                .match(ClusterEvent.ClusterDomainEvent.class, _ -> look())
                .matchEquals(Look.AGAIN, _ -> tellMembers())
                .build();
    }

    private void look() {
        tellMembers();
        later(SETTLED, Look.AGAIN);
    }

    private void tellMembers() {
        var state = cluster.state();
        var counting = new ArrayList<Member>();
        for (var member : state.getMembers()) {
            if (member.status().equals(MemberStatus.up())
                    || member.status().equals(MemberStatus.leaving())) {
                counting.add(member);
            }
        }
        counting.sort((a, b) -> Member.addressOrdering().compare(a.address(), b.address()));
        var unreachable = new HashSet<Long>();
        for (var member : state.getUnreachable()) unreachable.add(member.uniqueAddress().longUid());
        var members =
                new Members(
                        peer(cluster.selfUniqueAddress()),
                        counting.stream().map(each -> peer(each.uniqueAddress())).toList(),
                        unreachable);
        heart.ifPresent(each -> each.membership(members));
    }

    /// Marks it as gone first: only members that are down *and* unreachable are removed, and the
    /// failure detector would take seconds for the second.
    private void bury(Peer peer) {
        var node = node(peer);
        if (node.isEmpty()) return;
        LOG.warn("A majority finds that {} is gone: down", peer);
        ((RemoteActorRefProvider) system.provider())
                .quarantine(
                        node.get().address(),
                        Option.apply(node.get().longUid()),
                        "its process is gone");
        if (isFirstOfTheLiving(peer)) down(peer);
        else later(FIRST_ALONE, new StillThere(peer));
    }

    private void down(Peer peer) {
        node(peer).ifPresent(node -> cluster.down(node.address()));
    }

    private boolean isFirstOfTheLiving(Peer dead) {
        return heart.stream()
                .flatMap(each -> living(each, dead).stream().limit(1))
                .anyMatch(peer -> peer.uid() == cluster.selfUniqueAddress().longUid());
    }

    private static List<Peer> living(Heart heart, Peer dead) {
        return heart.members().all().stream()
                .filter(each -> each.uid() != dead.uid() && !heart.isSuspected(each.uid()))
                .toList();
    }

    /// Empty when it is no member any more, or has been downed.
    private Optional<UniqueAddress> node(Peer peer) {
        for (var member : cluster.state().getMembers()) {
            if (member.uniqueAddress().longUid() == peer.uid()
                    && (member.status().equals(MemberStatus.up())
                            || member.status().equals(MemberStatus.leaving()))) {
                return Optional.of(member.uniqueAddress());
            }
        }
        return Optional.empty();
    }

    private static Peer peer(UniqueAddress node) {
        return new Peer(Membership.text(node.address()), node.longUid());
    }

    private void later(Duration delay, Object message) {
        system.scheduler()
                .scheduleOnce(delay, getSelf(), message, getContext().getDispatcher(), getSelf());
    }
}
