package io.carillon.node.edge;

import io.carillon.node.ops.Metrics;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transport.Flow;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens to the octets of one message on every transport: parse, stamp, count, hand in.
///
/// Runs on the loop of the socket.
final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final MessageParser parser;
    private final Metrics metrics;
    private volatile Inlet inlet;
    private volatile String edge = "";

    Reception(Limits limits, Metrics metrics) {
        this.parser = new MessageParser(limits);
        this.metrics = metrics;
    }

    void open(String edge, Inlet inlet) {
        this.edge = edge;
        this.inlet = inlet;
    }

    /// The name that flows of this edge carry.
    String edge() {
        return edge;
    }

    /// The array belongs to the message from here on.
    void message(byte[] octets, Flow flow) {
        try {
            switch (parser.parse(octets)) {
                case Request request -> {
                    metrics.requestReceived(request.method(), flow.transport());
                    inlet.received(SourceStamp.on(request, flow), flow);
                }
                case Response response -> inlet.received(response, flow);
                case ParseFailure failure -> malformed(failure, flow);
            }
        } catch (RuntimeException failure) {
            failed(failure, flow);
        }
    }

    /// What is left of a stream that cannot be cut into messages any more.
    void broken(String reason, byte[] head, Flow flow) {
        try {
            var failure =
                    switch (parser.parse(head)) {
                        case Request request -> broken(reason, request);
                        case ParseFailure unread ->
                                new ParseFailure(
                                        unread.status() == 0 ? 0 : statusOf(reason),
                                        reason,
                                        unread.headers(),
                                        unread.method());
                        case Response response ->
                                new ParseFailure(0, reason, response.headers(), "");
                    };
            malformed(failure, flow);
        } catch (RuntimeException failure) {
            failed(failure, flow);
        }
    }

    private static ParseFailure broken(String reason, Request request) {
        return new ParseFailure(
                statusOf(reason), reason, request.headers(), request.method().toString());
    }

    private static int statusOf(String reason) {
        return reason.endsWith("too large") ? 513 : 400;
    }

    private void malformed(ParseFailure failure, Flow flow) {
        metrics.rejected(Metrics.Rejection.MALFORMED);
        inlet.malformed(failure, flow);
    }

    /// A fault of ours must cost one message and not the socket.
    private static void failed(RuntimeException failure, Flow flow) {
        LOG.error("A message from {} could not be handled", flow.remote(), failure);
    }
}
