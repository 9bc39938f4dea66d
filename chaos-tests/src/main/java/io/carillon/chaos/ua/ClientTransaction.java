package io.carillon.chaos.ua;

import io.carillon.sip.codec.MessageWriter;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// One request that was sent and what came back; repeats it over UDP until something does.
///
/// RFC 3261 §17.1, as much of it as a test's telephone needs.
final class ClientTransaction {
    private static final long T1_MILLIS = 500;
    private static final long T2_MILLIS = 4000;
    private static final long TIMEOUT_MILLIS = 32_000;

    private final Request request;
    private final Wire wire;
    private final ScheduledExecutorService timer;
    private final LinkedBlockingDeque<Response> responses = new LinkedBlockingDeque<>();
    private volatile Response last;
    private volatile Request ack;

    ClientTransaction(Request request, Wire wire, ScheduledExecutorService timer) {
        this.request = request;
        this.wire = wire;
        this.timer = timer;
    }

    Request request() {
        return request;
    }

    void start() {
        send(T1_MILLIS, TIMEOUT_MILLIS);
    }

    private void send(long interval, long left) {
        wire.server().send(MessageWriter.bytes(request));
        if (wire.transport().equals("UDP") && left > 0) {
            timer.schedule(
                    () -> repeat(interval, left - interval), interval, TimeUnit.MILLISECONDS);
        }
    }

    private void repeat(long interval, long left) {
        boolean invite = request.method().equals(Method.INVITE);
        if (last != null && (invite || last.isFinal())) {
            return;
        }
        send(invite ? interval * 2 : Math.min(interval * 2, T2_MILLIS), left);
    }

    /// Takes a response; false for the repetition of a final one.
    boolean take(Response response) {
        var earlier = last;
        boolean repeated =
                earlier != null
                        && earlier.isFinal()
                        && earlier.status() == response.status()
                        && earlier.to().tag().equals(response.to().tag());
        if (repeated) {
            if (ack != null) {
                wire.server().send(MessageWriter.bytes(ack));
            }
            return false;
        }
        last = response;
        if (request.method().equals(Method.INVITE) && response.isFinal() && !response.isSuccess()) {
            acknowledge(request.ackOf(response));
        }
        responses.add(response);
        return true;
    }

    /// Lets the next reader have this response after all.
    void putBack(Response response) {
        responses.addFirst(response);
    }

    /// Sends the ACK, now and for every repetition of the final response.
    void acknowledge(Request acknowledgement) {
        ack = acknowledgement;
        wire.server().send(MessageWriter.bytes(acknowledgement));
    }

    /// The next response; empty when none came in time.
    Optional<Response> next(Duration atMost) {
        try {
            return Optional.ofNullable(responses.poll(atMost.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// The final response, whatever came before it.
    Response outcome(Duration atMost) {
        var until = System.nanoTime() + atMost.toNanos();
        while (true) {
            var response = next(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            if (response.isEmpty()) {
                throw new AssertionError(
                        "no final response in %d ms to %s; last: %s"
                                .formatted(atMost.toMillis(), request.startLine(), last));
            }
            if (response.get().isFinal()) {
                return response.get();
            }
        }
    }
}
