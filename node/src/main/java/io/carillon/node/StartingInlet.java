package io.carillon.node;

import io.carillon.node.edge.FailureAnswers;
import io.carillon.node.edge.Inlet;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.proxy.LocalAnswers;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.ResponseHop;

import java.util.ArrayDeque;

/// The way in, for datagrams, while a node joins its cluster: what begins anything is answered 503,
/// so that its sender asks another edge at once instead of waiting for one that says nothing yet.
///
/// Within dialogs, and of what has begun, it is this edge that is asked, and no other: that is kept
/// for the moment when the node serves. Not for a node that is alone, whose clients have nobody
/// else to ask. May be called on any thread. RFC 3261 §21.5.4.
final class StartingInlet implements Inlet {
    /// Messages that are kept; what is more is lost, as it would be in a socket's buffer.
    private static final int MOST = 1_024;

    /// By then it serves, or is not worth asking again for a while.
    private static final String RETRY_AFTER_SECONDS = "5";

    private record Waiting(SipMessage message, Flow flow) {}

    private final LocalAnswers answers;
    private final Outbound outbound;
    private final FailureAnswers failures;

    // Guarded by itself.
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    /// @param outbound sends by this node's own sockets
    StartingInlet(LocalAnswers answers, Outbound outbound, FailureAnswers failures) {
        this.answers = answers;
        this.outbound = outbound;
        this.failures = failures;
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        if (message instanceof Request request && begins(request)) {
            refuse(request, flow);
            return;
        }
        synchronized (waiting) {
            if (waiting.size() < MOST) waiting.add(new Waiting(message, flow));
        }
    }

    private static boolean begins(Request request) {
        boolean belongsToAnother =
                request.method() == Method.ACK || request.method() == Method.CANCEL;
        return !belongsToAnother && !request.isInDialog();
    }

    private void refuse(Request request, Flow flow) {
        Response response =
                answers.stateless(request, 503).with(HeaderName.RETRY_AFTER, RETRY_AFTER_SECONDS);
        var hop = ResponseHop.of(response.topVia(), flow);
        outbound.send(response, hop, Outbound.Unreachable.IGNORED);
    }

    @Override
    public void malformed(ParseFailure failure, Flow flow) {
        failures.answer(failure, flow);
    }

    /// The node serves: what was kept is handed in. What still comes here is kept in vain; the edge
    /// has to have been opened to `next` before.
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
