package io.carillon.node.edge;

import io.carillon.node.ops.Metrics;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.Parcel;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.Via;
import io.carillon.sip.transport.Flow;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/// Answers what could not be parsed, where that can be answered, and logs it sparingly: at most one
/// line for each source and second.
///
/// May be called on any thread. RFC 3261 §8.2, §18.3.
public final class FailureAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(FailureAnswers.class);

    /// Sources share slots by hash: under a flood from everywhere less is logged, never more.
    private static final int SLOTS = 1024;

    private final Edge edge;
    private final Metrics metrics;

    /// The second of the last line for the sources of each slot.
    private final AtomicLongArray logged = new AtomicLongArray(SLOTS);

    public FailureAnswers(Edge edge, Metrics metrics) {
        this.edge = edge;
        this.metrics = metrics;
    }

    /// Sends the answer, if there is one, back by the flow that the octets came in by.
    public void answer(ParseFailure failure, Flow flow) {
        if (LOG.isInfoEnabled() && mayLog(flow)) {
            LOG.info(
                    "Not understood, from {} by {}: {}",
                    flow.remote(),
                    flow.transport(),
                    failure.reason());
        }
        var answer = failure.answer();
        if (answer.isEmpty()) return;
        metrics.responseSent(Method.of(failure.method()), failure.status());
        var via = failure.readableVia().orElseThrow(); // else there would be no answer
        edge.send(
                new Parcel.Open(stamped(answer.get(), via, flow)),
                flow,
                Outbound.Unreachable.IGNORED);
    }

    /// @param via the top one as far as it could be read: it may be what was wrong
    private static Response stamped(Response answer, Via via, Flow flow) {
        return Response.of(
                answer.status(),
                answer.reason(),
                SourceStamp.on(answer.headers(), via, flow),
                answer.body());
    }

    private boolean mayLog(Flow flow) {
        long second = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        int slot = flow.remote().getAddress().hashCode() & (SLOTS - 1);
        return logged.getAndSet(slot, second) != second;
    }
}
