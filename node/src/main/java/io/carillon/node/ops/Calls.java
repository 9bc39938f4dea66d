package io.carillon.node.ops;

import io.carillon.sharding.inquiry.InquiryReply.Call;

import java.util.List;
import java.util.concurrent.CompletionStage;

/// The calls that the cluster handles, for operators.
public interface Calls {
    /// What was found.
    ///
    /// @param calls in no order
    /// @param more whether there are others, which were too many
    /// @param unanswered the addresses of nodes that may have others and did not answer
    record Found(List<Call> calls, boolean more, List<String> unanswered) {
        public Found {
            calls = List.copyOf(calls);
            unanswered = List.copyOf(unanswered);
        }
    }

    /// Up to `limit` calls, 1 to 1,000. Never fails: who does not answer is named.
    CompletionStage<Found> list(int limit);

    /// The calls of a Call-ID, maybe none. Never fails: who does not answer is named.
    CompletionStage<Found> of(String callId);
}
