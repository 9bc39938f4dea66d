package io.carillon.node.edge;

import io.carillon.node.ops.Metrics;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;

/// The gate in front of everything that costs: while the node leaves, requests that would begin a
/// dialog are answered 503 with Retry-After, and all else passes.
///
/// RFC 3261 §21.5.4.
public final class Admission implements Inlet {
    /// Another node, or this one after its restart, is there by then.
    private static final String RETRY_AFTER_SECONDS = "5";

    private final Inlet next;
    private final Outbound outbound;
    private final Metrics metrics;
    private volatile boolean draining;

    public Admission(Inlet next, Outbound outbound, Metrics metrics) {
        this.next = next;
        this.outbound = outbound;
        this.metrics = metrics;
    }

    /// From now on nothing new is begun here.
    public void drain() {
        draining = true;
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        if (draining && message instanceof Request request && beginsDialog(request)) {
            refuse(request, flow);
        } else {
            next.received(message, flow);
        }
    }

    private static boolean beginsDialog(Request request) {
        var method = request.method();
        return !request.isInDialog()
                && (method == Method.INVITE
                        || method == Method.SUBSCRIBE
                        || method == Method.REFER);
    }

    private void refuse(Request request, Flow flow) {
        metrics.rejected(Metrics.Rejection.DRAINING);
        // Retransmissions must get the same tag, and nothing is remembered here.
        var tag = Integer.toHexString(request.topVia().toString().hashCode());
        var answer =
                Response.to(request, 503, tag).with(HeaderName.RETRY_AFTER, RETRY_AFTER_SECONDS);
        outbound.send(answer, new Hop.ByFlow(flow), Outbound.Unreachable.IGNORED);
    }

    @Override
    public void malformed(ParseFailure failure, Flow flow) {
        next.malformed(failure, flow);
    }
}
