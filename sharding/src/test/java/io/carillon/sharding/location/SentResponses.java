package io.carillon.sharding.location;

import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A way out that keeps what is sent.
final class SentResponses implements Outbound {
    private final LinkedBlockingQueue<Response> sent = new LinkedBlockingQueue<>();

    @Override
    public void send(SipMessage message, Hop hop, Unreachable unreachable) {
        sent.add((Response) message);
    }

    @Override
    public void acknowledge(Receipt receipt) {}

    @Override
    public void resolve(HostPort host, Resolved resolved) {
        resolved.as(List.of());
    }

    /// The next response, waited for.
    Response next() throws InterruptedException {
        var response = sent.poll(20, TimeUnit.SECONDS);
        if (response == null) throw new AssertionError("no response within 20 s");
        return response;
    }

    boolean isEmpty() {
        return sent.isEmpty();
    }
}
