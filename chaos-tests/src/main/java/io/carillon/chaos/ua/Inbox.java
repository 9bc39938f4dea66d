package io.carillon.chaos.ua;

import io.carillon.sip.codec.MessageWriter;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Finds out what each message of a telephone belongs to; what belongs to nothing is a stray.
///
/// Knows repetitions by their branch and answers them as before. Called by the wire's threads.
final class Inbox {
    private final UserAgent phone;
    private final Queue<IncomingCall> ringing;
    private final Map<String, ClientTransaction> transactions = new HashMap<>();
    private final Map<String, OutgoingCall> outgoing = new HashMap<>();
    private final Map<String, IncomingCall> incoming = new HashMap<>();
    private final Map<String, byte[]> answered = new HashMap<>();
    private final List<IncomingCall> unclaimed = new ArrayList<>();
    private final List<String> strays = new ArrayList<>();
    private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private int repetitions;

    Inbox(UserAgent phone, Queue<IncomingCall> ringing) {
        this.phone = phone;
        this.ringing = ringing;
    }

    synchronized void add(ClientTransaction transaction) {
        transactions.put(key(transaction.request()), transaction);
    }

    synchronized void add(OutgoingCall call) {
        outgoing.put(call.callId(), call);
    }

    synchronized void claim(IncomingCall call) {
        unclaimed.remove(call);
    }

    synchronized void stray(String what) {
        strays.add(what);
    }

    private static String branch(SipMessage message) {
        return message.topVia().branch().orElse("");
    }

    private static String key(SipMessage message) {
        return branch(message) + " " + message.method();
    }

    synchronized void take(Response response) {
        var transaction = transactions.get(key(response));
        if (transaction == null) {
            stray("response without a request: " + response);
            return;
        }
        if (!transaction.take(response)) {
            repetitions++;
            return;
        }
        if (response.isSuccess() && response.method().equals(Method.INVITE)) {
            var call = outgoing.get(response.callId());
            if (call.isAnswered()) {
                stray("second answer: " + response);
            } else {
                call.answered(response);
            }
        }
    }

    synchronized void take(Request request, Wire.Link back) {
        var before = answered.get(key(request));
        if (before != null) {
            repetitions++;
            back.send(before);
        } else if (request.method().equals(Method.INVITE)) {
            invite(request, back);
        } else if (request.method().equals(Method.ACK)) {
            ack(request);
        } else {
            other(request, back);
        }
    }

    private void invite(Request request, Wire.Link back) {
        var known = incoming.get(branch(request));
        if (known != null) {
            repetitions++;
            known.repeatLast();
            return;
        }
        if (request.isInDialog()) {
            stray("INVITE inside a dialog: " + request);
            return;
        }
        var call = new IncomingCall(phone, request, back);
        incoming.put(branch(request), call);
        incoming.put(call.tag(), call);
        unclaimed.add(call);
        ringing.add(call);
    }

    private void ack(Request request) {
        var call = incoming.get(branch(request));
        if (call == null) {
            call = incoming.get(request.to().tag().orElse(""));
        }
        if (call == null) {
            stray("ACK of nothing: " + request);
        } else if (call.ack().hasHappened()) {
            repetitions++;
        } else {
            call.ack().happen();
        }
    }

    private void other(Request request, Wire.Link back) {
        int status = 200;
        if (request.method().equals(Method.CANCEL)) {
            status = cancel(request);
        } else if (request.method().equals(Method.BYE)) {
            status = bye(request);
        } else if (request.method().equals(Method.MESSAGE)) {
            messages.add(new String(request.body().toBytes(), StandardCharsets.UTF_8));
        } else {
            stray("unexpected request: " + request);
        }
        var answer = MessageWriter.bytes(Response.to(request, status, Requests.random()));
        answered.put(key(request), answer);
        back.send(answer);
    }

    private int cancel(Request request) {
        var call = incoming.get(branch(request));
        if (call == null || call.isCancelled()) {
            stray("CANCEL of nothing: " + request);
            return 481;
        }
        // After the 200 of the CANCEL, which the caller sends as soon as this returns.
        phone.later(1, TimeUnit.MILLISECONDS, call::cancelled);
        return 200;
    }

    private int bye(Request request) {
        var called = incoming.get(request.to().tag().orElse(""));
        var calling = outgoing.get(request.callId());
        var bye = called != null ? called.bye() : calling != null ? calling.bye() : null;
        if (bye == null || bye.hasHappened()) {
            stray("BYE of nothing: " + request);
            return 481;
        }
        bye.happen();
        return 200;
    }

    Optional<String> message(Duration atMost) {
        try {
            return Optional.ofNullable(messages.poll(atMost.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    synchronized int repetitions() {
        return repetitions;
    }

    synchronized List<String> unexpected() {
        var all = new ArrayList<>(strays);
        unclaimed.forEach(call -> all.add("nobody expected the call " + call.invite()));
        incoming.values().stream().distinct().flatMap(IncomingCall::unexpected).forEach(all::add);
        outgoing.values().forEach(call -> call.bye().unexpected().ifPresent(all::add));
        messages.forEach(text -> all.add("nobody expected the MESSAGE " + text));
        return all;
    }
}
