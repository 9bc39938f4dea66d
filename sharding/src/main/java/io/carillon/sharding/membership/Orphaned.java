package io.carillon.sharding.membership;

import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// Notices that this node sits in a cluster that is not the one that calls are to be in.
///
/// When all core nodes are stopped and started again, the edges are what is left of the old
/// cluster. Core nodes look for a cluster at the seeds alone, which are gone with it; they form a
/// new one, and two clusters never become one. And a core node that sleeps while all others are
/// started again wakes in a cluster of its own. What to do about it is whoever asks' to say.
final class Orphaned {
    private static final Logger LOG = LoggerFactory.getLogger(Orphaned.class);
    private static final String CORE = "core";
    private static final Duration EVERY = Duration.ofSeconds(2);

    /// Looks in a row that have to find two clusters with core nodes: who has just been let in is
    /// not seen by all at once.
    private static final int PATIENCE = 3;

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
        int found = 0;
        while (!cluster.isTerminated()) {
            try {
                Thread.sleep(EVERY);
            } catch (InterruptedException _) {
                return false;
            }
            found = isBesideTheOther() ? found + 1 : 0;
            if (found > 0 && isWithoutCore() || found == PATIENCE) return true;
        }
        return false;
    }

    /// A node that leaves sees nobody in the end, and is none.
    private boolean isBesideTheOther() {
        if (!cluster.selfMember().status().equals(MemberStatus.up())) return false;
        if (!isCore() && !isWithoutCore()) return false;
        var parts = formation.parts(addresses());
        boolean lesser =
                isWithoutCore() ? !parts.elsewhere().isEmpty() : isCore() && parts.isLesser();
        if (lesser) {
            LOG.warn(
                    "This cluster has {} of the seeds; another has {}",
                    parts.own(),
                    parts.elsewhere());
        }
        return lesser;
    }

    private boolean isCore() {
        return cluster.selfMember().hasRole(CORE);
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
