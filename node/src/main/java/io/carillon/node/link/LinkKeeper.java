package io.carillon.node.link;

import org.apache.pekko.actor.AbstractActorWithTimers;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Tells [Links] which nodes there are, and which shards live here.
///
/// A node that cannot be reached is not linked to: what is sent to it by the actor system waits
/// until that is decided.
final class LinkKeeper extends AbstractActorWithTimers {
    /// Between two repetitions of what is known: how long a node may send by the slower way.
    private static final Duration REPETITION = Duration.ofSeconds(2);

    private enum Repeat {
        REPEAT
    }

    /// A shard actor of this node has got its first entity.
    ///
    /// @param actor of the shard; while it lives the shard is here
    record Working(int kind, int shard, ActorRef actor) {}

    private final Links links;
    private final Cluster cluster = Cluster.get(getContext().getSystem());
    private final Map<ActorRef, Working> working = new HashMap<>();

    private LinkKeeper(Links links) {
        this.links = links;
    }

    static Props props(Links links) {
        return Props.create(LinkKeeper.class, () -> new LinkKeeper(links));
    }

    @Override
    public void preStart() {
        getTimers().startTimerWithFixedDelay(Repeat.REPEAT, Repeat.REPEAT, REPETITION);
        cluster.subscribe(
                getSelf(),
                ClusterEvent.initialStateAsEvents(),
                ClusterEvent.MemberEvent.class,
                ClusterEvent.ReachabilityEvent.class);
    }

    @Override
    public void postStop() {
        cluster.unsubscribe(getSelf());
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(ClusterEvent.MemberRemoved.class, e -> drop(e.member()))
                .match(ClusterEvent.MemberEvent.class, e -> link(e.member()))
                .match(ClusterEvent.UnreachableMember.class, e -> drop(e.member()))
                .match(ClusterEvent.ReachableMember.class, e -> link(e.member()))
                .match(Working.class, this::works)
                .match(Terminated.class, this::ended)
                .match(Repeat.class, _ -> links.announceAll())
                .build();
    }

    private void link(Member member) {
        Address address = member.address();
        boolean reachable = !cluster.state().getUnreachable().contains(member);
        if (!address.equals(cluster.selfAddress()) && reachable) links.linkTo(address);
    }

    private void drop(Member member) {
        links.dropped(member.address());
    }

    private void works(Working shard) {
        if (working.put(shard.actor(), shard) != null) return;
        getContext().watch(shard.actor());
        links.held(shard.kind(), shard.shard());
    }

    private void ended(Terminated terminated) {
        var shard = working.remove(terminated.getActor());
        if (shard != null) links.left(shard.kind(), shard.shard());
    }
}
