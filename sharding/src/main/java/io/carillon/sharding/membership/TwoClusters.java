package io.carillon.sharding.membership;

import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// Notices that there are two clusters, and that this node is in the one that has to give way: two
/// never become one.
///
/// When all core nodes are stopped and started again, the edges are what is left of the old
/// cluster: core nodes look for a cluster at the seeds alone, which are gone with it, and form a
/// new one. And a core node that sleeps while all others are started again wakes in a cluster of
/// its own. What to do about it is whoever asks' to say.
final class TwoClusters {
    private static final Logger LOG = LoggerFactory.getLogger(TwoClusters.class);
    private static final String CORE = "core";
    private static final Duration EVERY = Duration.ofSeconds(2);

    /// Looks in a row that a core node trusts: not all see at once who has just been let in.
    private static final int LOOKS = 3;

    private final Cluster cluster;
    private final Formation formation;

    TwoClusters(Cluster cluster, Formation formation) {
        this.cluster = cluster;
        this.formation = formation;
    }

    /// Looks every other second, until it is so or this node's cluster is over for it.
    void watch(Runnable then) {
        Thread.ofVirtual()
                .name("two-clusters")
                .start(
                        () -> {
                            if (hasToGiveWay(isCore() ? LOOKS : 1)) then.run();
                        });
    }

    boolean isCore() {
        return cluster.selfMember().hasRole(CORE);
    }

    private boolean hasToGiveWay(int looks) {
        int found = 0;
        while (!cluster.isTerminated()) {
            try {
                Thread.sleep(EVERY);
            } catch (InterruptedException _) {
                return false;
            }
            found = hasToGiveWay() ? found + 1 : 0;
            if (found == looks) return true;
        }
        return false;
    }

    /// A node that leaves sees nobody in the end, and is none.
    private boolean hasToGiveWay() {
        boolean withoutCore = isWithoutCore();
        if (!withoutCore && !isCore()) return false;
        var parts = formation.parts(addresses());
        boolean lesser = withoutCore ? !parts.elsewhere().isEmpty() : parts.isLesser();
        boolean up = cluster.selfMember().status().equals(MemberStatus.up());
        if (!lesser || !up || isWithoutCore() != withoutCore) return false;
        LOG.warn(
                "There are two clusters: this one has the seeds {}, the other {}",
                parts.own(),
                parts.elsewhere());
        return true;
    }

    private boolean isWithoutCore() {
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
