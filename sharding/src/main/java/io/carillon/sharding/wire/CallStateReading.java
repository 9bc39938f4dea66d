package io.carillon.sharding.wire;

import com.google.protobuf.InvalidProtocolBufferException;

import io.carillon.sharding.wire.proto.WireCallState;
import io.carillon.sharding.wire.proto.WireContext;
import io.carillon.sharding.wire.proto.WireDialog;
import io.carillon.sharding.wire.proto.WireFork;
import io.carillon.sharding.wire.proto.WireRouted;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.Body;
import io.carillon.sip.message.Headers;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.Deadlines;
import io.carillon.sip.proxy.Dialog;
import io.carillon.sip.proxy.Fork;
import io.carillon.sip.proxy.Repetition;
import io.carillon.sip.proxy.ResponseContext;
import io.carillon.sip.proxy.RoutePreprocessing;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One run of [CallStateEncoding#decode]: the wire form, and the messages and keys of it that were
/// read so far.
///
/// A state that the core could not step (a request under way that is missing, a fork without a
/// key) is no state: better none than one that fails later.
final class CallStateReading implements Boxes.Messages {
    private final WireCallState wire;
    private final SipMessage[] messages;
    private final TransactionKey[] keys;

    CallStateReading(WireCallState wire) {
        this.wire = wire;
        messages = new SipMessage[wire.getMessagesCount()];
        keys = new TransactionKey[wire.getKeysCount()];
    }

    CallState state() throws InvalidProtocolBufferException {
        var contexts = new ArrayList<ResponseContext>(wire.getContextsCount());
        for (var context : wire.getContextsList()) contexts.add(context(context));
        var dialogs = new ArrayList<Dialog>(wire.getDialogsCount());
        for (var dialog : wire.getDialogsList()) dialogs.add(dialog(dialog));
        return CallState.of(contexts, dialogs, deadlines());
    }

    private Deadlines deadlines() throws InvalidProtocolBufferException {
        if (wire.getDeadlinesCount() == 0) return Deadlines.NONE;
        var running = new ArrayList<Deadlines.Deadline>(wire.getDeadlinesCount());
        for (var deadline : wire.getDeadlinesList()) {
            var timer = WireTimers.timer(deadline.getTimer());
            if (timer.isEmpty()) continue;
            var key = key(deadline.getTransaction());
            running.add(new Deadlines.Deadline(key, timer.get(), deadline.getAt()));
        }
        return new Deadlines(List.copyOf(running));
    }

    // --- what is referred to by number ----------------------------------------------------------

    private static int index(int number, int count, String of)
            throws InvalidProtocolBufferException {
        if (number > 0 && number <= count) return number - 1;
        throw new InvalidProtocolBufferException(
                of + " " + Integer.toUnsignedString(number) + " of " + count);
    }

    private SipMessage message(int number) throws InvalidProtocolBufferException {
        int i = index(number, messages.length, "message");
        if (messages[i] == null) messages[i] = MessageOctets.message(wire.getMessages(i));
        return messages[i];
    }

    @Override
    public Request request(int number) throws InvalidProtocolBufferException {
        if (message(number) instanceof Request request) return request;
        throw new InvalidProtocolBufferException("a response in the place of a request");
    }

    @Override
    public Response response(int number) throws InvalidProtocolBufferException {
        if (message(number) instanceof Response response) return response;
        throw new InvalidProtocolBufferException("a request in the place of a response");
    }

    private TransactionKey key(int number) throws InvalidProtocolBufferException {
        int i = index(number, keys.length, "key");
        if (keys[i] == null) keys[i] = WireValues.key(wire.getKeys(i));
        return keys[i];
    }

    // --- contexts and forks; null stands for what is not there, as it does in them ---------------

    private ResponseContext context(WireContext from) throws InvalidProtocolBufferException {
        var forks = new ArrayList<Fork>(from.getForksCount());
        for (var fork : from.getForksList()) forks.add(fork(fork));
        var untried = new ArrayList<List<Target>>(from.getUntriedCount());
        for (var group : from.getUntriedList()) {
            untried.add(WireValues.targets(group.getTargetsList()));
        }
        boolean answered = from.getAnswered();
        return new ResponseContext(
                key(from.getKey()),
                WireValues.flow(from.getFlow()),
                WireValues.hop(from.getBack()),
                Boxes.server(from.getServer(), this),
                WireValues.method(from.getMethod()),
                repetition(from),
                answered && from.getReceived() == 0 ? null : request(from.getReceived()),
                answered ? null : routed(from.getRouted()),
                from.getStartedAt(),
                List.copyOf(forks),
                List.copyOf(untried),
                from.getCancelled(),
                answered);
    }

    private Repetition repetition(WireContext from) throws InvalidProtocolBufferException {
        var of = from.getRepetitionOf() == 0 ? null : key(from.getRepetitionOf());
        return new Repetition(from.getLikeness(), of);
    }

    private RoutePreprocessing.Routed routed(WireRouted from)
            throws InvalidProtocolBufferException {
        return new RoutePreprocessing.Routed(
                request(from.getRequest()),
                from.getInOurDialog(),
                from.hasFlow() ? Optional.of(WireValues.flow(from.getFlow())) : Optional.empty());
    }

    private Fork fork(WireFork from) throws InvalidProtocolBufferException {
        var outcome = outcome(from);
        if (outcome == null && !from.hasTarget()) {
            throw new InvalidProtocolBufferException("a fork to nowhere");
        }
        var later = new ArrayList<Destination>(from.getLaterCount());
        for (var each : from.getLaterList()) later.add(WireValues.destination(each));
        return new Fork(
                from.hasTarget() ? WireValues.target(from.getTarget()) : null,
                List.copyOf(later),
                from.getAttempt(),
                from.hasClient() || from.getKey() != 0 ? key(from.getKey()) : null,
                from.getSent() != 0 ? request(from.getSent()) : null,
                from.hasClient() || from.hasHop() ? WireValues.hop(from.getHop()) : null,
                from.hasClient() ? Boxes.client(from.getClient(), this) : null,
                from.hasCancel() ? key(from.getCancelKey()) : null,
                from.hasCancel() ? Boxes.client(from.getCancel(), this) : null,
                from.getRinging(),
                from.getUnwanted(),
                outcome);
    }

    private Response outcome(WireFork from) throws InvalidProtocolBufferException {
        if (from.getOutcome() != 0) return response(from.getOutcome());
        int status = from.getOutcomeStatus();
        return status == 0 ? null : Response.of(status, "", Headers.NONE, Body.NONE);
    }

    static Dialog dialog(WireDialog from) {
        return new Dialog(
                from.getCaller(),
                from.getCallee(),
                from.getCallerTag(),
                from.getCalleeTag(),
                from.getStartedAt(),
                from.getExpiresAt());
    }
}
