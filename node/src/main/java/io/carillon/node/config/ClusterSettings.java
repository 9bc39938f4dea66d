package io.carillon.node.config;

import io.carillon.sharding.membership.HeartAddress;
import io.carillon.sharding.membership.MembershipSettings;
import io.carillon.sharding.membership.MembershipSetup;
import io.carillon.sip.auth.Secret;

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
public record ClusterSettings(
        InetSocketAddress listen, List<String> seeds, int expectedSeeds, Set<Role> roles) {
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
        return isAlone() ? List.of() : List.of(listen, HeartAddress.of(listen));
    }

    /// What the actor system has to know to join; empty when it is alone.
    public Optional<MembershipSetup> membership(Secret secret) {
        if (isAlone()) return Optional.empty();
        return Optional.of(
                new MembershipSetup(
                        new MembershipSettings(listen, seeds, expectedSeeds, secret.key("heart"))));
    }
}
