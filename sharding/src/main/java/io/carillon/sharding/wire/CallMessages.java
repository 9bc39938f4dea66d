package io.carillon.sharding.wire;

import static io.carillon.sharding.wire.WireValues.flow;
import static io.carillon.sharding.wire.WireValues.key;
import static io.carillon.sharding.wire.WireValues.receipt;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.carillon.sharding.call.CallCommand;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.wire.proto.WireIncoming;
import io.carillon.sharding.wire.proto.WireUnreachable;
import io.carillon.sip.transport.Flow;

/// What call entities are told from other nodes, to its wire form and back (commands.proto).
final class CallMessages {
    private CallMessages() {}

    static WireIncoming received(CallCommand.Received command) {
        return incoming(MessageOctets.of(command.request()), command.flow(), command.receipt());
    }

    static CallCommand.Received received(WireIncoming wire) throws InvalidProtocolBufferException {
        return new CallCommand.Received(
                MessageOctets.request(wire.getMessage()),
                flow(wire.getFlow()),
                receipt(wire.getReceipt()));
    }

    static WireIncoming responded(CallCommand.Responded command) {
        return incoming(MessageOctets.of(command.response()), command.flow(), command.receipt());
    }

    static CallCommand.Responded responded(WireIncoming wire)
            throws InvalidProtocolBufferException {
        return new CallCommand.Responded(
                MessageOctets.response(wire.getMessage()),
                flow(wire.getFlow()),
                receipt(wire.getReceipt()));
    }

    private static WireIncoming incoming(ByteString message, Flow flow, Receipt receipt) {
        var wire = WireIncoming.newBuilder().setMessage(message).setFlow(flow(flow));
        if (!receipt.isNone()) wire.setReceipt(receipt(receipt));
        return wire.build();
    }

    static WireUnreachable unreachable(CallCommand.Unreachable command) {
        return WireUnreachable.newBuilder()
                .setCallId(command.callId())
                .setClient(key(command.client()))
                .build();
    }

    static CallCommand.Unreachable unreachable(WireUnreachable wire)
            throws InvalidProtocolBufferException {
        if (wire.getCallId().isEmpty()) throw new InvalidProtocolBufferException("no Call-ID");
        return new CallCommand.Unreachable(wire.getCallId(), key(wire.getClient()));
    }
}
