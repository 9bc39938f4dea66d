package io.carillon.node.config;

import io.carillon.node.link.LinkSettings;
import io.carillon.sharding.membership.ClusterTls;
import io.carillon.sharding.membership.HeartAddress;
import io.carillon.sharding.membership.MembershipSettings;
import io.carillon.sip.auth.Secret;

import org.apache.pekko.actor.setup.Setup;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// This node's place in the cluster.
///
/// @param listen where other nodes reach it; port 0 when it is alone
/// @param seeds nodes to ask for the cluster, `host:port`; empty when it is alone
/// @param expectedSeeds how many seeds there are at least
/// @param roles what it does
/// @param tls between nodes; none in a network that is closed
public record ClusterSettings(
        InetSocketAddress listen,
        List<String> seeds,
        int expectedSeeds,
        Set<Role> roles,
        Optional<ClusterTls> tls) {
    /// What a node does.
    public enum Role {
        /// Has the SIP listeners, and the connections of clients.
        EDGE,
        /// Holds calls and addresses-of-record.
        CORE
    }

    public ClusterSettings {
        seeds = List.copyOf(seeds);
        roles = Set.copyOf(roles);
    }

    /// Whether it is a cluster of one for ever.
    public boolean isAlone() {
        return seeds.isEmpty();
    }

    public boolean isEdge() {
        return roles.contains(Role.EDGE);
    }

    public boolean isCore() {
        return roles.contains(Role.CORE);
    }

    /// What the edge of this node is called by the others: `host:port` of its cluster address, or
    /// nothing when there are no others.
    public String edgeName() {
        return isAlone() ? "" : hostName() + ":" + listen.getPort();
    }

    /// The host as it stands in addresses of the actor system.
    String hostName() {
        var host = ConfigValues.host(listen.getAddress());
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    /// Ports that it listens on for other nodes.
    public List<InetSocketAddress> ports() {
        if (isAlone()) return List.of();
        var link =
                new InetSocketAddress(
                        listen.getAddress(), listen.getPort() + LinkSettings.PORT_OFFSET);
        return List.of(listen, HeartAddress.of(listen), link);
    }

    /// What the actor system has to be made with to find the others; nothing when it is alone.
    public List<Setup> setups(Secret secret) {
        if (isAlone()) return List.of();
        var key = secret.key("heart");
        return new MembershipSettings(listen, seeds, expectedSeeds, key, tls).setups();
    }
}
