package io.carillon.node.outbound;

import io.carillon.sharding.Courier;
import io.carillon.sharding.flow.KnownEdges;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.OutletCommand;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;
import io.carillon.sip.transport.Transport;

import java.util.function.LongConsumer;

/// The way out of a member of a cluster: by its own sockets, or by the outlet of the edge that a
/// hop names.
///
/// What an edge that has left was to send goes by another one wherever an address is known; a
/// connection, or a way through somebody's NAT, went with its edge. May be called on any thread.
/// RFC 3261 §18.2.2.
public final class ClusterOutbound implements Outbound {
    private final Outbound local;
    private final KnownEdges edges;
    private final String own;
    private final LongConsumer acknowledged;
    private final Courier courier;

    /// @param local sends by this node's own sockets
    /// @param acknowledged is told the numbers of this node's own receipts
    /// @param courier carries messages to other edges
    public ClusterOutbound(
            Outbound local, KnownEdges edges, LongConsumer acknowledged, Courier courier) {
        this.local = local;
        this.edges = edges;
        this.own = edges.get().own();
        this.acknowledged = acknowledged;
        this.courier = courier;
    }

    @Override
    public void send(SipMessage message, Hop hop, Unreachable unreachable) {
        var edge =
                switch (hop) {
                    case Hop.ByFlow(var flow) -> flow.edge();
                    case Hop.ByFlowOr(var flow, var _) -> flow.edge();
                    case Hop.To(var by, var _) -> by;
                };
        if (edge.equals(own)) local.send(message, hop, unreachable);
        else elsewhere(message, hop, edge, unreachable);
    }

    private void elsewhere(SipMessage message, Hop hop, String edge, Unreachable unreachable) {
        var outlet = edges.outlet(edge);
        if (outlet.isPresent()) {
            boolean reports = unreachable != Unreachable.IGNORED;
            courier.tell(outlet.get(), new OutletCommand.Send(message, hop, reports));
            return;
        }
        switch (hop) {
            case Hop.ByFlow(var flow) -> withoutFlow(message, flow, unreachable);
            case Hop.ByFlowOr(var _, var host) -> toHost(message, host, unreachable);
            case Hop.To(var _, var destination) -> byAnother(message, destination, unreachable);
        }
    }

    /// Who has sent a request over UDP is mostly there for an answer from another of our addresses;
    /// who is called by his flow is behind a NAT that lets nobody else in.
    private void withoutFlow(SipMessage message, Flow flow, Unreachable unreachable) {
        if (message instanceof Response && flow.transport() == Transport.UDP) {
            byAnother(message, new Destination(Transport.UDP, flow.remote()), unreachable);
        } else {
            unreachable.because("the edge of the flow has left");
        }
    }

    private void toHost(SipMessage message, HostPort host, Unreachable unreachable) {
        resolve(
                host,
                Failover.among(host, (at, failed) -> byAnother(message, at, failed), unreachable));
    }

    private void byAnother(SipMessage message, Destination destination, Unreachable unreachable) {
        var way = edges.get().to(destination, own);
        if (way.isEmpty()) unreachable.because("no edge to send by");
        else send(message, new Hop.To(way.get().edge(), destination), unreachable);
    }

    @Override
    public void acknowledge(Receipt receipt) {
        if (receipt.edge().equals(own)) {
            acknowledged.accept(receipt.number());
        } else {
            edges.outlet(receipt.edge())
                    .ifPresent(
                            outlet ->
                                    courier.tell(
                                            outlet,
                                            new OutletCommand.Acknowledge(receipt.number())));
        }
    }

    @Override
    public void resolve(HostPort host, Resolved resolved) {
        local.resolve(host, resolved);
    }
}
