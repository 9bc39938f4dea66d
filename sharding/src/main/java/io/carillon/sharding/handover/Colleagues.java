package io.carillon.sharding.handover;

import io.carillon.sharding.Courier;
import io.carillon.sharding.EntityTypes;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.ClusterEvent.ReachabilityEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The handover actors of the other core nodes, as the membership names them.
///
/// Has its actor told when the membership changes, and looks at it only when told to.
final class Colleagues {
    private final Cluster cluster;
    private final Courier courier;
    private final ActorRefResolver resolver;
    private final String prefix;
    private final String path;
    private final Map<NodeId, ActorRef<HandoverCommand.BetweenNodes>> actors = new HashMap<>();
    private Set<NodeId> others = Set.of();
    private List<NodeId> up = List.of();

    /// @param path of every such actor in its own actor system
    /// @param courier carries what they are told
    Colleagues(ActorContext<HandoverCommand> context, String path, Courier courier) {
        this.cluster = Cluster.get(context.getSystem());
        this.courier = courier;
        this.resolver = ActorRefResolver.get(context.getSystem());
        this.path = path;
        var own = cluster.selfMember().address();
        this.prefix = own.protocol() + "://" + own.system() + "@";
        var events =
                context.messageAdapter(
                        ClusterEvent.ClusterDomainEvent.class,
                        event ->
                                event instanceof MemberRemoved removed
                                        ? new HandoverCommand.Removed(
                                                id(removed.member().uniqueAddress()),
                                                removed.previousStatus()
                                                        .equals(MemberStatus.down()))
                                        : HandoverCommand.Signal.MEMBERS_CHANGED);
        cluster.subscriptions().tell(Subscribe.create(events.narrow(), MemberEvent.class));
        cluster.subscriptions().tell(Subscribe.create(events.narrow(), ReachabilityEvent.class));
    }

    NodeId self() {
        return id(cluster.selfMember().uniqueAddress());
    }

    /// Reads the membership.
    void look() {
        var state = cluster.state();
        var all = new HashSet<NodeId>();
        var reachable = new ArrayList<NodeId>();
        for (var member : state.getMembers()) {
            if (!member.hasRole(EntityTypes.ROLE) || !mayHold(member)) continue;
            var node = id(member.uniqueAddress());
            if (node.equals(self())) continue;
            all.add(node);
            boolean isUp = member.status().equals(MemberStatus.up());
            if (isUp && !state.getUnreachable().contains(member)) reachable.add(node);
        }
        others = Set.copyOf(all);
        up = List.copyOf(reachable);
        actors.keySet().retainAll(others);
    }

    /// A node that joins holds nothing yet, and one that is exiting nothing any more.
    private static boolean mayHold(Member member) {
        var status = member.status();
        return status.equals(MemberStatus.up())
                || status.equals(MemberStatus.weaklyUp())
                || status.equals(MemberStatus.leaving())
                || status.equals(MemberStatus.down());
    }

    /// Those that may hold a state: they have not left, whether or not they answer.
    Set<NodeId> others() {
        return others;
    }

    /// Those that are up and can be reached.
    List<NodeId> up() {
        return up;
    }

    void tell(NodeId node, HandoverCommand.BetweenNodes message) {
        var actor =
                actors.computeIfAbsent(
                        node, it -> resolver.resolveActorRef(prefix + it.address() + path));
        courier.tell(actor, message);
    }

    static NodeId id(UniqueAddress node) {
        return new NodeId(address(node.address()), node.longUid());
    }

    /// As everything that names nodes has it.
    static String address(Address address) {
        return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
    }
}
