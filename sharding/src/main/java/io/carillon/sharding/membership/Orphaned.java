package io.carillon.sharding.membership;

import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// Notices that this node sits in a cluster without core nodes while those have formed another one.
///
/// When all core nodes are stopped and started again, the edges are what is left of the old
/// cluster. Core nodes look for a cluster at the seeds alone, which are gone with it; they form a
/// new one, and two clusters never become one. What to do about it is whoever asks' to say.
final class Orphaned {
    private static final Logger LOG = LoggerFactory.getLogger(Orphaned.class);
    private static final String CORE = "core";
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final Formation formation;

    Orphaned(Cluster cluster, Formation formation) {
        this.cluster = cluster;
        this.formation = formation;
    }

    /// Looks every other second, until it is so or this node's cluster is over for it.
    void watch(Runnable then) {
        Thread.ofVirtual()
                .name("orphaned")
                .start(
                        () -> {
                            if (isOrphanedInTheEnd()) then.run();
                        });
    }

    private boolean isOrphanedInTheEnd() {
        while (!cluster.isTerminated()) {
            try {
                Thread.sleep(EVERY);
            } catch (InterruptedException _) {
                return false;
            }
            if (!isWithoutCore()) continue;
            var elsewhere = formation.clusterWithout(addresses());
            if (elsewhere.isPresent() && isWithoutCore()) {
                LOG.warn("This cluster has lost its core nodes; {} is in another", elsewhere.get());
                return true;
            }
        }
        return false;
    }

    /// A node that leaves sees nobody in the end, and is none.
    private boolean isWithoutCore() {
        if (!cluster.selfMember().status().equals(MemberStatus.up())) return false;
        for (var member : cluster.state().getMembers()) if (member.hasRole(CORE)) return false;
        return true;
    }

    private Set<String> addresses() {
        var addresses = new HashSet<String>();
        for (Member member : cluster.state().getMembers()) {
            addresses.add(Membership.text(member.address()));
        }
        return addresses;
    }
}
