package io.carillon.sharding.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;

import io.carillon.sharding.wire.proto.WireCallState;
import io.carillon.sip.proxy.CallState;

import java.io.IOException;
import java.util.Optional;

/// All that is known of a call, as octets for another node to go on with (call_state.proto).
///
/// Everything is in it: requests and what became of them, the states of all transaction machines,
/// their timers as absolute times, the accepted calls. SIP messages travel as their octets; what
/// several parts of the state share is written once, and shared again on the other side.
public final class CallStateEncoding {
    private CallStateEncoding() {}

    /// The octets of a state.
    public static byte[] encode(CallState state) {
        return new CallStateWriting().state(state).toByteArray();
    }

    /// The state that these octets mean; empty when they are damaged or of a release that this one
    /// cannot understand. The state keeps the array, which must not change afterwards.
    public static Optional<CallState> decode(byte[] octets) {
        try {
            return Optional.of(state(WireCallState.parseFrom(input(octets))));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    static WireCallState state(CallState state) {
        return new CallStateWriting().state(state);
    }

    static CallState state(WireCallState wire) throws InvalidProtocolBufferException {
        return new CallStateReading(wire).state();
    }

    /// Reads octets that nobody changes any more: what is cut out of them is no copy.
    static CodedInputStream input(byte[] octets) {
        ByteString all = UnsafeByteOperations.unsafeWrap(octets);
        var input = all.newCodedInput();
        input.enableAliasing(true);
        return input;
    }
}
