package io.carillon.node;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// How a node becomes a member: of the cluster of its seeds, or of one of its own.
final class Joining {
    private Joining() {}

    /// Returns when the node is up.
    ///
    /// @param seeds `host:port` of nodes to join; empty for a node that is alone
    static void join(ActorSystem<?> system, List<String> seeds, Duration patience) {
        var cluster = Cluster.get(system);
        if (seeds.isEmpty()) {
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        } else {
            var addresses = new ArrayList<Address>();
            for (var seed : seeds) {
                addresses.add(AddressFromURIString.parse("pekko://" + system.name() + "@" + seed));
            }
            cluster.manager().tell(new JoinSeedNodes(addresses));
        }
        long until = System.nanoTime() + patience.toNanos();
        while (!isUp(system)) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("this node did not come up in its cluster");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    static boolean isUp(ActorSystem<?> system) {
        return Cluster.get(system).selfMember().status().equals(MemberStatus.up());
    }
}
