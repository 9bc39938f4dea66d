package io.carillon.node;

import io.carillon.node.edge.FailureAnswers;
import io.carillon.node.edge.Inlet;
import io.carillon.node.edge.Repeater;
import io.carillon.node.ops.Metrics;
import io.carillon.sharding.Entities;
import io.carillon.sharding.call.CallCommand;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.proxy.Branches;
import io.carillon.sip.proxy.ProxySettings;
import io.carillon.sip.proxy.RequestValidation;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.ResponseHop;

/// The one switch of the data flow: a received message is answered on the spot, dropped, or handed
/// to the entity that owns it.
///
/// Runs on the event loop that received the message, and so do the entities it tells.
final class Dispatch implements Inlet {
    private final ProxySettings settings;
    private final RequestValidation validation;
    private final Branches branches;
    private final Repeater repeater;
    private final FailureAnswers failures;
    private final Outbound outbound;
    private final NodeClock clock;
    private final Entities<CallCommand> calls;
    private final Entities<AorCommand> aors;
    private final Metrics metrics;

    Dispatch(
            ProxySettings settings,
            RequestValidation validation,
            Branches branches,
            Repeater repeater,
            FailureAnswers failures,
            Outbound outbound,
            NodeClock clock,
            Entities<CallCommand> calls,
            Entities<AorCommand> aors,
            Metrics metrics) {
        this.settings = settings;
        this.validation = validation;
        this.branches = branches;
        this.repeater = repeater;
        this.failures = failures;
        this.outbound = outbound;
        this.clock = clock;
        this.calls = calls;
        this.aors = aors;
        this.metrics = metrics;
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        switch (message) {
            case Request request -> request(request, flow);
            case Response response -> response(response, flow);
        }
    }

    private void request(Request request, Flow flow) {
        switch (validation.of(request, clock.millis())) {
            case RequestValidation.Verdict.ToCall() -> {
                if (flow.transport().isReliable()) {
                    repeater.tell(
                            receipt -> new CallCommand.Received(request, flow, receipt),
                            calls::tell);
                } else {
                    calls.tell(new CallCommand.Received(request, flow, Receipt.NONE));
                }
            }
            case RequestValidation.Verdict.ToRegistrar(var aor) -> {
                if (flow.transport().isReliable()) {
                    repeater.tell(
                            receipt -> new AorCommand.Register(aor, request, flow, receipt),
                            aors::tell);
                } else {
                    aors.tell(new AorCommand.Register(aor, request, flow, Receipt.NONE));
                }
            }
            case RequestValidation.Verdict.Answer(var response) -> {
                var hop = ResponseHop.of(response.topVia(), flow);
                outbound.send(response, hop, Outbound.Unreachable.IGNORED);
            }
            case RequestValidation.Verdict.Drop() -> {}
        }
    }

    /// §18.1.2: a response whose top Via is not ours has lost its way. A branch that verifies shows
    /// that it is ours, though it names an edge that had left before this node came.
    private void response(Response response, Flow flow) {
        var via = response.topVia();
        if (settings.isOurListener(via.host(), via.port()) || branches.verify(response)) {
            if (flow.transport().isReliable()) {
                repeater.tell(
                        receipt -> new CallCommand.Responded(response, flow, receipt), calls::tell);
            } else {
                calls.tell(new CallCommand.Responded(response, flow, Receipt.NONE));
            }
        } else {
            metrics.rejected(Metrics.Rejection.STRAY);
        }
    }

    @Override
    public void malformed(ParseFailure failure, Flow flow) {
        failures.answer(failure, flow);
    }
}
