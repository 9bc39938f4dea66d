package io.carillon.sharding.wire;

import com.google.protobuf.InvalidProtocolBufferException;

import io.carillon.sharding.handover.Former;
import io.carillon.sharding.handover.HandoverCommand;
import io.carillon.sharding.handover.NodeId;
import io.carillon.sharding.handover.Passage;
import io.carillon.sharding.wire.proto.WireClaim;
import io.carillon.sharding.wire.proto.WireClaimed;
import io.carillon.sharding.wire.proto.WireDraining;
import io.carillon.sharding.wire.proto.WireForget;
import io.carillon.sharding.wire.proto.WireFormer;
import io.carillon.sharding.wire.proto.WireKeep;
import io.carillon.sharding.wire.proto.WireKept;
import io.carillon.sharding.wire.proto.WireMove;
import io.carillon.sharding.wire.proto.WireNode;
import io.carillon.sharding.wire.proto.WireOrigin;
import io.carillon.sharding.wire.proto.WirePassage;
import io.carillon.sip.proxy.ProxyEvent.Origin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What nodes tell each other about calls that change owner, to its wire form and back
/// (handover.proto).
final class HandoverMessages {
    private HandoverMessages() {}

    private static WireNode node(NodeId node) {
        return WireNode.newBuilder()
                .setAddress(node.address())
                .setIncarnation(node.incarnation())
                .build();
    }

    private static NodeId node(WireNode wire) throws InvalidProtocolBufferException {
        if (wire.getAddress().isEmpty()) throw new InvalidProtocolBufferException("no node");
        return new NodeId(EdgeNames.of(wire.getAddress()), wire.getIncarnation());
    }

    private static WirePassage passage(Passage passage) {
        return WirePassage.newBuilder().setLife(passage.life()).setHops(passage.hops()).build();
    }

    private static Passage passage(WirePassage wire) {
        return new Passage(wire.getLife(), wire.getHops());
    }

    private static String callId(String callId) throws InvalidProtocolBufferException {
        if (callId.isEmpty()) throw new InvalidProtocolBufferException("no Call-ID");
        return callId;
    }

    static WireFormer former(Former former) {
        var wire =
                WireFormer.newBuilder()
                        .setCallId(former.callId())
                        .setState(CallStateEncoding.state(former.state()))
                        .setOrigin(origin(former.origin()))
                        .setPassage(passage(former.passage()))
                        .setSentAt(former.sentAt());
        former.holder().ifPresent(holder -> wire.setHolder(node(holder)));
        former.keeper().ifPresent(keeper -> wire.setKeeper(node(keeper)));
        return wire.build();
    }

    static Former former(WireFormer wire) throws InvalidProtocolBufferException {
        return new Former(
                callId(wire.getCallId()),
                CallStateEncoding.state(wire.getState()),
                origin(wire.getOrigin()),
                passage(wire.getPassage()),
                wire.hasHolder() ? Optional.of(node(wire.getHolder())) : Optional.empty(),
                wire.hasKeeper() ? Optional.of(node(wire.getKeeper())) : Optional.empty(),
                wire.getSentAt());
    }

    private static WireOrigin origin(Origin origin) {
        return switch (origin) {
            case HANDED_OVER -> WireOrigin.HANDED_OVER;
            case COPIED -> WireOrigin.COPIED;
        };
    }

    private static Origin origin(WireOrigin wire) {
        return switch (wire) {
            case HANDED_OVER -> Origin.HANDED_OVER;
            case COPIED, ORIGIN_UNKNOWN, UNRECOGNIZED -> Origin.COPIED;
        };
    }

    static WireMove move(String callId, Passage passage) {
        return WireMove.newBuilder().setCallId(callId).setPassage(passage(passage)).build();
    }

    static HandoverCommand.Acknowledged acknowledged(WireMove wire)
            throws InvalidProtocolBufferException {
        return new HandoverCommand.Acknowledged(
                callId(wire.getCallId()), passage(wire.getPassage()));
    }

    static WireForget forget(HandoverCommand.Forget command) {
        return WireForget.newBuilder()
                .setCallId(command.callId())
                .setPassage(passage(command.passage()))
                .setNumber(command.number())
                .build();
    }

    static HandoverCommand.Forget forget(WireForget wire) throws InvalidProtocolBufferException {
        return new HandoverCommand.Forget(
                callId(wire.getCallId()), passage(wire.getPassage()), wire.getNumber());
    }

    static WireClaim claim(HandoverCommand.Claim command) {
        return WireClaim.newBuilder()
                .setCallId(command.callId())
                .setRound(command.round())
                .setFrom(node(command.from()))
                .build();
    }

    static HandoverCommand.Claim claim(WireClaim wire) throws InvalidProtocolBufferException {
        return new HandoverCommand.Claim(
                callId(wire.getCallId()), wire.getRound(), node(wire.getFrom()));
    }

    static WireClaimed claimed(HandoverCommand.Claimed command) {
        var wire = WireClaimed.newBuilder().setRound(command.round()).setFrom(node(command.from()));
        command.former().ifPresent(former -> wire.setFormer(former(former)));
        return wire.build();
    }

    static HandoverCommand.Claimed claimed(WireClaimed wire) throws InvalidProtocolBufferException {
        return new HandoverCommand.Claimed(
                wire.getRound(),
                node(wire.getFrom()),
                wire.hasFormer() ? Optional.of(former(wire.getFormer())) : Optional.empty());
    }

    static WireKeep keep(HandoverCommand.Keep command) {
        var wire =
                WireKeep.newBuilder()
                        .setCallId(command.callId())
                        .setCopy(CallStateEncoding.state(command.copy()))
                        .setPassage(passage(command.passage()))
                        .setOwner(node(command.owner()))
                        .setNumber(command.number())
                        .setSentAt(command.sentAt());
        for (var each : command.forgets()) wire.addForgets(forget(each));
        return wire.build();
    }

    static HandoverCommand.Keep keep(WireKeep wire) throws InvalidProtocolBufferException {
        return new HandoverCommand.Keep(
                callId(wire.getCallId()),
                CallStateEncoding.state(wire.getCopy()),
                passage(wire.getPassage()),
                node(wire.getOwner()),
                wire.getNumber(),
                forgets(wire.getForgetsList()),
                wire.getSentAt());
    }

    private static List<HandoverCommand.Forget> forgets(List<WireForget> wire)
            throws InvalidProtocolBufferException {
        if (wire.isEmpty()) return List.of();
        var forgets = new ArrayList<HandoverCommand.Forget>(wire.size());
        for (var each : wire) forgets.add(forget(each));
        return List.copyOf(forgets);
    }

    static WireKept kept(HandoverCommand.Kept command) {
        return WireKept.newBuilder()
                .setCallId(command.callId())
                .setPassage(passage(command.passage()))
                .setKeeper(node(command.keeper()))
                .setReadsForgets(command.readsForgets())
                .build();
    }

    static HandoverCommand.Kept kept(WireKept wire) throws InvalidProtocolBufferException {
        return new HandoverCommand.Kept(
                callId(wire.getCallId()),
                passage(wire.getPassage()),
                node(wire.getKeeper()),
                wire.getReadsForgets());
    }

    static WireDraining draining(HandoverCommand.Draining command) {
        return WireDraining.newBuilder().setNode(node(command.node())).build();
    }

    static HandoverCommand.Draining draining(WireDraining wire)
            throws InvalidProtocolBufferException {
        return new HandoverCommand.Draining(node(wire.getNode()));
    }
}
