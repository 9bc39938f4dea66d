package io.carillon.sharding.wire;

import static io.carillon.sharding.wire.WireValues.address;
import static io.carillon.sharding.wire.WireValues.hop;

import com.google.protobuf.InvalidProtocolBufferException;

import io.carillon.sharding.flow.EdgeDescription;
import io.carillon.sharding.flow.OutletCommand;
import io.carillon.sharding.wire.proto.WireAcknowledge;
import io.carillon.sharding.wire.proto.WireDescribe;
import io.carillon.sharding.wire.proto.WireEdgeDescription;
import io.carillon.sharding.wire.proto.WireListener;
import io.carillon.sharding.wire.proto.WireSend;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import java.util.ArrayList;
import java.util.List;

/// What edges are told by other nodes and say of themselves, to its wire form and back
/// (outlet.proto).
final class OutletMessages {
    private final ActorRefs refs;

    OutletMessages(ActorRefs refs) {
        this.refs = refs;
    }

    static WireSend send(OutletCommand.Send command) {
        return WireSend.newBuilder()
                .setMessage(MessageOctets.of(command.parcel()))
                .setHop(hop(command.hop()))
                .setReportsFailure(command.reportsFailure())
                .build();
    }

    static OutletCommand.Send send(WireSend wire) throws InvalidProtocolBufferException {
        return new OutletCommand.Send(
                MessageOctets.parcel(wire.getMessage()),
                hop(wire.getHop()),
                wire.getReportsFailure());
    }

    static WireAcknowledge acknowledge(OutletCommand.Acknowledge command) {
        return WireAcknowledge.newBuilder().setNumber(command.number()).build();
    }

    static OutletCommand.Acknowledge acknowledge(WireAcknowledge wire) {
        return new OutletCommand.Acknowledge(wire.getNumber());
    }

    WireDescribe describe(OutletCommand.Describe command) {
        return WireDescribe.newBuilder().setReplyTo(refs.text(command.replyTo())).build();
    }

    OutletCommand.Describe describe(WireDescribe wire) throws InvalidProtocolBufferException {
        return new OutletCommand.Describe(refs.ref(wire.getReplyTo()));
    }

    static WireEdgeDescription description(EdgeDescription description) {
        var wire =
                WireEdgeDescription.newBuilder()
                        .setEdge(description.edge())
                        .setStanding(code(description.standing()));
        for (var listener : description.listeners()) {
            wire.addListeners(
                    WireListener.newBuilder()
                            .setTransport(listener.transport().code())
                            .setIndex(listener.index())
                            .setBound(address(listener.bound()))
                            .setHost(listener.host())
                            .setPort(listener.port()));
        }
        return wire.build();
    }

    /// A socket of a transport that this release does not know is none that it can send by.
    static EdgeDescription description(WireEdgeDescription wire)
            throws InvalidProtocolBufferException {
        var listeners = new ArrayList<Listener>(wire.getListenersCount());
        for (var listener : wire.getListenersList()) {
            var transport = Transport.of(listener.getTransport());
            if (transport.isEmpty()) continue;
            listeners.add(
                    new Listener(
                            transport.get(),
                            listener.getIndex(),
                            address(listener.getBound()),
                            listener.getHost(),
                            listener.getPort()));
        }
        return new EdgeDescription(
                EdgeNames.of(wire.getEdge()), List.copyOf(listeners), standing(wire.getStanding()));
    }

    private static int code(EdgeDescription.Standing standing) {
        return switch (standing) {
            case SERVES -> 0;
            case LEAVES -> 1;
            case GONE -> 2;
        };
    }

    /// Whatever a later release means, the edge does not simply serve.
    private static EdgeDescription.Standing standing(int code) {
        return switch (code) {
            case 0 -> EdgeDescription.Standing.SERVES;
            case 2 -> EdgeDescription.Standing.GONE;
            default -> EdgeDescription.Standing.LEAVES;
        };
    }
}
