package io.carillon.sharding.membership;

import java.net.InetSocketAddress;
import java.util.List;

/// How a node finds its cluster.
///
/// @param listen its cluster address, with a port that others know
/// @param seeds `host:port` of nodes to ask; a name may stand for several
/// @param expectedSeeds how many seeds there are at least, whatever a name resolves to at a moment
/// @param key of the heart port, from the cluster's secret
public record MembershipSettings(
        InetSocketAddress listen, List<String> seeds, int expectedSeeds, byte[] key) {
    public MembershipSettings {
        seeds = List.copyOf(seeds);
        key = key.clone();
    }

    /// Says nothing of the key.
    @Override
    public String toString() {
        return "MembershipSettings[" + listen + ", seeds " + seeds + "]";
    }
}
