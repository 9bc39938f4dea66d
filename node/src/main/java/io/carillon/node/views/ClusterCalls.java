package io.carillon.node.views;

import io.carillon.node.ops.Calls;
import io.carillon.sharding.inquiry.Inquiry;
import io.carillon.sharding.inquiry.InquiryReply;
import io.carillon.sharding.inquiry.InquiryReply.Call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// The calls of all nodes, as each of them says.
public final class ClusterCalls implements Calls {
    private final CoreNodes nodes;

    public ClusterCalls(CoreNodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public CompletionStage<Found> list(int limit) {
        return nodes.askAll(replyTo -> new Inquiry.ListCalls(limit, replyTo))
                .thenApply(answers -> merge(answers, limit));
    }

    @Override
    public CompletionStage<Found> of(String callId) {
        return nodes.askAll(replyTo -> new Inquiry.FindCall(callId, replyTo))
                .thenApply(answers -> merge(answers, 1));
    }

    /// A call that moves while it is asked for may be on two nodes' lists.
    private static Found merge(List<CoreNodes.Answer> answers, int limit) {
        var calls = new LinkedHashMap<String, Call>();
        var unanswered = new ArrayList<String>();
        boolean more = false;
        for (var answer : answers) {
            if (answer.reply().orElse(null) instanceof InquiryReply.Calls found) {
                for (var call : found.calls()) calls.putIfAbsent(call.callId(), call);
                more |= found.more();
            } else {
                unanswered.add(answer.node().toString());
            }
        }
        more |= calls.size() > limit;
        return new Found(calls.values().stream().limit(limit).toList(), more, unanswered);
    }
}
