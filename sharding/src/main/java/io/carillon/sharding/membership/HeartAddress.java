package io.carillon.sharding.membership;

import java.net.InetSocketAddress;

/// Where the heart port of a node is: a hundred above its cluster port.
public final class HeartAddress {
    public static final int OFFSET = 100;

    private HeartAddress() {}

    /// Of a node whose cluster address is `host:port`; a name is looked up.
    static InetSocketAddress of(String clusterAddress) {
        int colon = clusterAddress.lastIndexOf(':');
        var host = clusterAddress.substring(0, colon);
        return of(
                new InetSocketAddress(host, Integer.parseInt(clusterAddress.substring(colon + 1))));
    }

    /// Of a node that listens for the cluster there.
    public static InetSocketAddress of(InetSocketAddress cluster) {
        return cluster.isUnresolved()
                ? InetSocketAddress.createUnresolved(
                        cluster.getHostString(), cluster.getPort() + OFFSET)
                : new InetSocketAddress(cluster.getAddress(), cluster.getPort() + OFFSET);
    }
}
