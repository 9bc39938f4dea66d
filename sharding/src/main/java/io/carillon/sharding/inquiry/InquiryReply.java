package io.carillon.sharding.inquiry;

import io.carillon.persistence.EntityDirectory;
import io.carillon.sip.proxy.Dialog;

import java.util.List;

/// What a core node answers to an [Inquiry].
public sealed interface InquiryReply {
    /// So many calls or ids are in an answer, at most.
    int MOST = 1_000;

    /// The accepted calls of one Call-ID, more than one when it was forked.
    record Call(String callId, List<Dialog> dialogs) {
        public Call {
            dialogs = List.copyOf(dialogs);
        }
    }

    /// The calls of the node, in no order.
    ///
    /// @param more whether it has others, which were too many
    record Calls(List<Call> calls, boolean more) implements InquiryReply {
        public Calls {
            calls = List.copyOf(calls);
        }
    }

    /// A page of what the journal knows, in the journal's order.
    record Ids(EntityDirectory.Page page) implements InquiryReply {}

    /// The journal cannot be read.
    ///
    /// @param reason in one line
    record NotRead(String reason) implements InquiryReply {}
}
