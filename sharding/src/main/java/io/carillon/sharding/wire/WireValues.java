package io.carillon.sharding.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;

import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.wire.proto.WireAddress;
import io.carillon.sharding.wire.proto.WireAor;
import io.carillon.sharding.wire.proto.WireDestination;
import io.carillon.sharding.wire.proto.WireFlow;
import io.carillon.sharding.wire.proto.WireHop;
import io.carillon.sharding.wire.proto.WireHostPort;
import io.carillon.sharding.wire.proto.WireKey;
import io.carillon.sharding.wire.proto.WireReceipt;
import io.carillon.sharding.wire.proto.WireTarget;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;
import io.carillon.sip.transport.Transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The values that messages between nodes are made of, to their wire form and back
/// (wire_values.proto).
///
/// Each pair of methods has one name: of a value it makes the wire form, of a wire form the value.
/// What cannot be read is an InvalidProtocolBufferException that says why.
final class WireValues {
    private WireValues() {}

    static WireAddress address(InetSocketAddress address) {
        var host = address.getAddress();
        var wire =
                WireAddress.newBuilder()
                        .setHost(UnsafeByteOperations.unsafeWrap(host.getAddress()))
                        .setPort(address.getPort());
        if (host instanceof Inet6Address six) wire.setScope(six.getScopeId());
        return wire.build();
    }

    static InetSocketAddress address(WireAddress wire) throws InvalidProtocolBufferException {
        return new InetSocketAddress(host(wire.getHost(), wire.getScope()), port(wire.getPort()));
    }

    private static InetAddress host(ByteString octets, int scope)
            throws InvalidProtocolBufferException {
        try {
            return scope == 0
                    ? InetAddress.getByAddress(octets.toByteArray())
                    : Inet6Address.getByAddress(null, octets.toByteArray(), scope);
        } catch (UnknownHostException _) {
            throw new InvalidProtocolBufferException("an address of " + octets.size() + " octets");
        }
    }

    private static int port(int port) throws InvalidProtocolBufferException {
        if (port >= 0 && port <= 65_535) return port;
        throw new InvalidProtocolBufferException("port " + Integer.toUnsignedString(port));
    }

    private static Transport transport(int code) throws InvalidProtocolBufferException {
        var transport = Transport.of(code);
        if (transport.isPresent()) return transport.get();
        throw new InvalidProtocolBufferException("unknown transport " + code);
    }

    static WireFlow flow(Flow flow) {
        return WireFlow.newBuilder()
                .setEdge(flow.edge())
                .setTransport(flow.transport().code())
                .setListener(flow.listener())
                .setConnection(flow.connection())
                .setRemote(address(flow.remote()))
                .build();
    }

    static Flow flow(WireFlow wire) throws InvalidProtocolBufferException {
        return new Flow(
                EdgeNames.of(wire.getEdge()),
                transport(wire.getTransport()),
                wire.getListener(),
                wire.getConnection(),
                address(wire.getRemote()));
    }

    static WireDestination destination(Destination destination) {
        return WireDestination.newBuilder()
                .setTransport(destination.transport().code())
                .setAddress(address(destination.address()))
                .build();
    }

    static Destination destination(WireDestination wire) throws InvalidProtocolBufferException {
        return new Destination(transport(wire.getTransport()), address(wire.getAddress()));
    }

    static WireHostPort hostPort(HostPort value) {
        var wire = WireHostPort.newBuilder().setHost(value.host());
        if (value.port() >= 0) wire.setPort(value.port());
        value.transport().ifPresent(transport -> wire.setTransport(transport.code()));
        return wire.build();
    }

    static HostPort hostPort(WireHostPort wire) throws InvalidProtocolBufferException {
        return new HostPort(
                wire.getTransport() == 0
                        ? Optional.empty()
                        : Optional.of(transport(wire.getTransport())),
                wire.getHost(),
                wire.hasPort() ? port(wire.getPort()) : -1);
    }

    static WireHop hop(Hop hop) {
        var wire = WireHop.newBuilder();
        switch (hop) {
            case Hop.ByFlow(var flow) -> wire.setFlow(flow(flow));
            case Hop.ByFlowOr(var flow, var otherwise) ->
                    wire.setFlow(flow(flow)).setOtherwise(hostPort(otherwise));
            case Hop.To(var edge, var destination) ->
                    wire.setEdge(edge).setTo(destination(destination));
        }
        return wire.build();
    }

    static Hop hop(WireHop wire) throws InvalidProtocolBufferException {
        if (!wire.hasFlow()) {
            return new Hop.To(EdgeNames.of(wire.getEdge()), destination(wire.getTo()));
        }
        var flow = flow(wire.getFlow());
        return wire.hasOtherwise()
                ? new Hop.ByFlowOr(flow, hostPort(wire.getOtherwise()))
                : new Hop.ByFlow(flow);
    }

    static WireReceipt receipt(Receipt receipt) {
        return WireReceipt.newBuilder().setEdge(receipt.edge()).setNumber(receipt.number()).build();
    }

    static Receipt receipt(WireReceipt wire) {
        return wire.getNumber() == 0
                ? Receipt.NONE
                : new Receipt(EdgeNames.of(wire.getEdge()), wire.getNumber());
    }

    static WireKey key(TransactionKey key) {
        return WireKey.newBuilder()
                .setBranch(key.branch())
                .setSentBy(key.sentBy())
                .setMethod(key.method().toString())
                .build();
    }

    static TransactionKey key(WireKey wire) throws InvalidProtocolBufferException {
        return new TransactionKey(wire.getBranch(), wire.getSentBy(), method(wire.getMethod()));
    }

    static Method method(String token) throws InvalidProtocolBufferException {
        if (token.isEmpty()) throw new InvalidProtocolBufferException("no method");
        return Method.of(token);
    }

    static WireTarget target(Target target) {
        var wire =
                WireTarget.newBuilder()
                        .setUri(target.uri().toString())
                        .setQ(target.q())
                        .addAllPath(target.path())
                        .setInstance(target.instance())
                        .setRegId(target.regId());
        target.flow().ifPresent(flow -> wire.setFlow(flow(flow)));
        return wire.build();
    }

    static Target target(WireTarget wire) throws InvalidProtocolBufferException {
        try {
            return new Target(
                    SipUri.parse(wire.getUri()),
                    wire.getQ(),
                    wire.hasFlow() ? Optional.of(flow(wire.getFlow())) : Optional.empty(),
                    List.copyOf(wire.getPathList()),
                    wire.getInstance(),
                    wire.getRegId());
        } catch (MalformedException e) {
            throw new InvalidProtocolBufferException("target: " + e.getMessage());
        }
    }

    static List<Target> targets(List<WireTarget> wire) throws InvalidProtocolBufferException {
        var targets = new ArrayList<Target>(wire.size());
        for (var target : wire) targets.add(target(target));
        return List.copyOf(targets);
    }

    static WireAor aor(Aor aor) {
        return WireAor.newBuilder().setUser(aor.user()).setDomain(aor.domain()).build();
    }

    static Aor aor(WireAor wire) throws InvalidProtocolBufferException {
        if (wire.getUser().isEmpty() || wire.getDomain().isEmpty()) {
            throw new InvalidProtocolBufferException("no address-of-record");
        }
        return new Aor(wire.getUser(), wire.getDomain());
    }
}
