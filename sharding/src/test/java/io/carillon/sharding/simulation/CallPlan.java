package io.carillon.sharding.simulation;

import java.util.Map;

/// What the people at the phones are going to do in one call.
///
/// @param cancelAfter when the caller loses patience, in milliseconds after the INVITE
/// @param talk how long the call is, and who ends it
/// @param answers by phone
record CallPlan(
        String callId,
        String callee,
        long cancelAfter,
        long talk,
        boolean callerHangsUp,
        Map<String, Answer> answers) {
    /// What one phone does.
    ///
    /// @param rings whether it says so
    /// @param after in milliseconds after the INVITE
    /// @param status 0 for no answer at all
    record Answer(boolean rings, long after, int status) {}
}
