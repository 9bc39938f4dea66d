package io.carillon.node.outbound;

import io.carillon.node.edge.Edge;
import io.carillon.node.ops.Metrics;
import io.carillon.sharding.flow.Parcel;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.flow.Sockets;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;

import java.net.InetSocketAddress;
import java.util.function.Supplier;

/// Sends to hops by the sockets of this node's edge.
///
/// Does not decide where a message goes, nor by which edge: see [ClusterOutbound]. Refuses
/// addresses that no peer can have. May be called on any thread. RFC 3261 §18.1.1, §18.2.2.
public final class OutboundSender implements Sockets {
    private final Edge edge;
    private final Supplier<Edges> edges;
    private final DnsLookup dns;
    private final Metrics metrics;

    /// @param edges whose own sockets are those of `edge`
    public OutboundSender(Edge edge, Supplier<Edges> edges, DnsLookup dns, Metrics metrics) {
        this.edge = edge;
        this.edges = edges;
        this.dns = dns;
        this.metrics = metrics;
    }

    @Override
    public void send(Parcel parcel, Hop hop, Unreachable unreachable) {
        if (!parcel.isRequest()) metrics.responseSent(parcel.method(), parcel.status());
        switch (hop) {
            case Hop.ByFlow(var flow) -> byFlow(parcel, flow, unreachable);
            case Hop.ByFlowOr(var flow, var otherwise) -> {
                if (edge.lives(flow)) {
                    byFlow(parcel, flow, _ -> toHost(parcel, otherwise, unreachable));
                } else {
                    toHost(parcel, otherwise, unreachable);
                }
            }
            case Hop.To(var _, var destination) -> to(parcel, destination, unreachable);
        }
    }

    private void byFlow(Parcel parcel, Flow flow, Unreachable unreachable) {
        if (isUsable(flow.remote(), unreachable)) edge.send(parcel, flow, unreachable);
    }

    private void toHost(Parcel parcel, HostPort host, Unreachable unreachable) {
        resolve(host, Failover.among(host, (at, failed) -> to(parcel, at, failed), unreachable));
    }

    private void to(Parcel parcel, Destination destination, Unreachable unreachable) {
        if (!isUsable(destination.address(), unreachable)) return;
        var from = edges.get().fromHere(destination);
        if (from.isEmpty()) {
            unreachable.because("no listener to send from by " + destination.transport());
            return;
        }
        edge.send(parcel, from.get(), destination.address(), unreachable);
    }

    /// No peer has these; sending there would reach many hosts at once, or ourselves by surprise.
    private boolean isUsable(InetSocketAddress address, Unreachable unreachable) {
        var host = address.getAddress();
        boolean usable =
                host != null
                        && address.getPort() != 0
                        && !host.isAnyLocalAddress()
                        && !host.isMulticastAddress()
                        && !isBroadcast(host.getAddress());
        if (!usable) {
            metrics.rejected(Metrics.Rejection.BAD_DESTINATION);
            unreachable.because("not an address to send to");
        }
        return usable;
    }

    private static boolean isBroadcast(byte[] address) {
        if (address.length != 4) return false;
        for (var octet : address) if (octet != -1) return false;
        return true;
    }

    @Override
    public void acknowledge(Receipt receipt) {
        // Receipts are the business of who repeats: see ClusterOutbound.
    }

    @Override
    public void resolve(HostPort host, Resolved resolved) {
        dns.resolve(host, resolved);
    }
}
