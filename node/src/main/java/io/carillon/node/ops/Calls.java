package io.carillon.node.ops;

import io.carillon.sip.proxy.Dialog;

import java.util.List;
import java.util.concurrent.CompletionStage;

/// The calls being handled, for operators.
public interface Calls {
    /// The accepted calls of one Call-ID, more than one when it was forked.
    record Call(String callId, List<Dialog> dialogs) {}

    /// Up to `limit` calls, in no order.
    CompletionStage<List<Call>> list(int limit);

    /// The calls of a Call-ID, maybe none.
    CompletionStage<List<Dialog>> of(String callId);
}
