package io.carillon.sharding.wire;

import static io.carillon.sharding.wire.WireValues.destination;
import static io.carillon.sharding.wire.WireValues.flow;
import static io.carillon.sharding.wire.WireValues.hop;
import static io.carillon.sharding.wire.WireValues.key;
import static io.carillon.sharding.wire.WireValues.target;

import io.carillon.sharding.wire.proto.WireCallState;
import io.carillon.sharding.wire.proto.WireContext;
import io.carillon.sharding.wire.proto.WireDeadline;
import io.carillon.sharding.wire.proto.WireDialog;
import io.carillon.sharding.wire.proto.WireFork;
import io.carillon.sharding.wire.proto.WireGroup;
import io.carillon.sharding.wire.proto.WireRouted;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.Dialog;
import io.carillon.sip.proxy.Fork;
import io.carillon.sip.proxy.ResponseContext;
import io.carillon.sip.proxy.RoutePreprocessing;
import io.carillon.sip.transaction.TransactionKey;

import java.util.HashMap;
import java.util.IdentityHashMap;

/// One run of [CallStateEncoding#encode]: the wire form in the making, with the numbers of the
/// messages and keys that it has so far.
final class CallStateWriting {
    private final WireCallState.Builder wire = WireCallState.newBuilder();
    private final IdentityHashMap<SipMessage, Integer> messages = new IdentityHashMap<>();
    private final HashMap<TransactionKey, Integer> keys = new HashMap<>();

    WireCallState state(CallState state) {
        for (var context : state.contexts()) wire.addContexts(context(context));
        for (var dialog : state.dialogs()) wire.addDialogs(dialog(dialog));
        for (var deadline : state.deadlines().running()) {
            wire.addDeadlines(
                    WireDeadline.newBuilder()
                            .setTransaction(number(deadline.transaction()))
                            .setTimer(WireTimers.timer(deadline.timer()))
                            .setAt(deadline.at()));
        }
        return wire.build();
    }

    /// The number of a message; of null, that is no message, 0.
    private int number(SipMessage message) {
        if (message == null) return 0;
        var known = messages.get(message);
        if (known != null) return known;
        wire.addMessages(MessageOctets.of(message));
        messages.put(message, wire.getMessagesCount());
        return wire.getMessagesCount();
    }

    private int number(TransactionKey key) {
        if (key == null) return 0;
        var known = keys.get(key);
        if (known != null) return known;
        wire.addKeys(key(key));
        keys.put(key, wire.getKeysCount());
        return wire.getKeysCount();
    }

    private WireContext.Builder context(ResponseContext context) {
        var out =
                WireContext.newBuilder()
                        .setKey(number(context.key()))
                        .setFlow(flow(context.flow()))
                        .setBack(hop(context.back()))
                        .setServer(Boxes.server(context.server(), this::number))
                        .setMethod(context.method().toString())
                        .setLikeness(context.repetition().likeness())
                        .setRepetitionOf(number(context.repetition().of()))
                        .setReceived(number(context.received()))
                        .setStartedAt(context.startedAt())
                        .setCancelled(context.cancelled())
                        .setAnswered(context.answered());
        if (context.routed() != null) out.setRouted(routed(context.routed()));
        for (var fork : context.forks()) out.addForks(fork(fork));
        for (var group : context.untried()) {
            var targets = WireGroup.newBuilder();
            for (var target : group) targets.addTargets(target(target));
            out.addUntried(targets);
        }
        return out;
    }

    private WireRouted.Builder routed(RoutePreprocessing.Routed routed) {
        var out =
                WireRouted.newBuilder()
                        .setRequest(number(routed.request()))
                        .setInOurDialog(routed.inOurDialog());
        routed.flow().ifPresent(flow -> out.setFlow(flow(flow)));
        return out;
    }

    private WireFork.Builder fork(Fork fork) {
        var out =
                WireFork.newBuilder()
                        .setAttempt(fork.attempt())
                        .setKey(number(fork.key()))
                        .setSent(number(fork.sent()))
                        .setCancelKey(number(fork.cancelKey()))
                        .setRinging(fork.ringing())
                        .setUnwanted(fork.unwanted());
        if (fork.target() != null) out.setTarget(target(fork.target()));
        for (var each : fork.later()) out.addLater(destination(each));
        if (fork.hop() != null) out.setHop(hop(fork.hop()));
        if (fork.client() != null) out.setClient(Boxes.client(fork.client(), this::number));
        if (fork.cancel() != null) out.setCancel(Boxes.client(fork.cancel(), this::number));
        if (fork.outcome() == null) return out;
        // A settled outcome is a bare status, no message that a parser would take.
        return fork.outcome().headers().size() == 0
                ? out.setOutcomeStatus(fork.outcome().status())
                : out.setOutcome(number(fork.outcome()));
    }

    static WireDialog.Builder dialog(Dialog dialog) {
        return WireDialog.newBuilder()
                .setCaller(dialog.caller())
                .setCallee(dialog.callee())
                .setCallerTag(dialog.callerTag())
                .setCalleeTag(dialog.calleeTag())
                .setStartedAt(dialog.startedAt())
                .setExpiresAt(dialog.expiresAt());
    }
}
