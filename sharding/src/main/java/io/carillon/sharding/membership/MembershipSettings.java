package io.carillon.sharding.membership;

import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a node finds its cluster.
///
/// @param listen its cluster address, with a port that others know
/// @param seeds `host:port` of nodes to ask; a name may stand for several
/// @param expectedSeeds how many seeds there are once all have started, whatever a name resolves to
/// at a moment. When there are more, two parts of them could each take themselves for the majority
/// @param key of the heart port, from the cluster's secret
/// @param tls between nodes; none in a network that nobody else has access to
public record MembershipSettings(
        InetSocketAddress listen,
        List<String> seeds,
        int expectedSeeds,
        byte[] key,
        Optional<ClusterTls> tls) {
    public MembershipSettings {
        seeds = List.copyOf(seeds);
        key = key.clone();
    }

    /// What an actor system is made with. Its configuration has to say `tls-tcp` where there is
    /// TLS.
    public List<Setup> setups() {
        var setups = new ArrayList<Setup>();
        setups.add(new MembershipSetup(this));
        tls.ifPresent(
                each -> setups.add(SSLEngineProviderSetup.create(_ -> new ClusterEngines(each))));
        return setups;
    }

    /// Says nothing of the key.
    @Override
    public String toString() {
        return "MembershipSettings[" + listen + ", seeds " + seeds + "]";
    }
}
