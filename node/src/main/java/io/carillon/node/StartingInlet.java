package io.carillon.node;

import io.carillon.node.edge.FailureAnswers;
import io.carillon.node.edge.Inlet;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Flow;

import java.util.ArrayDeque;

/// The way in, for datagrams, of an edge that the others are just getting to know: keeps what comes
/// for the moment when they do. May be called on any thread.
final class StartingInlet implements Inlet {
    /// Messages that are kept; what is more is lost, as it would be in a socket's buffer.
    private static final int MOST = 1_024;

    private record Waiting(SipMessage message, Flow flow) {}

    private final FailureAnswers failures;

    // Guarded by itself.
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    StartingInlet(FailureAnswers failures) {
        this.failures = failures;
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        synchronized (waiting) {
            if (waiting.size() < MOST) waiting.add(new Waiting(message, flow));
        }
    }

    @Override
    public void malformed(ParseFailure failure, Flow flow) {
        failures.answer(failure, flow);
    }

    /// Hands in what was kept. What still comes here is kept in vain; the edge has to have been
    /// opened to `next` before.
    void goOn(Inlet next) {
        Waiting first;
        while ((first = poll()) != null) next.received(first.message, first.flow);
    }

    private Waiting poll() {
        synchronized (waiting) {
            return waiting.poll();
        }
    }
}
