package io.carillon.node.records;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.carillon.sip.proxy.ProxyEffect;

/// One line of the file: a call that was accepted and has ended.
///
/// @param startedAt epoch milliseconds; absent when the node that saw it begin has crashed since
/// @param endedAt epoch milliseconds
/// @param endedBy the URI of who has hung up, or `expired`
/// @param node `host:port` of the node that owned it at its end
@JsonInclude(JsonInclude.Include.NON_NULL)
record CallRecord(
        String callId,
        String from,
        String to,
        String fromTag,
        String toTag,
        Long startedAt,
        long endedAt,
        String endedBy,
        String node) {
    static CallRecord of(String callId, ProxyEffect.Ended call, long endedAt, String node) {
        return new CallRecord(
                callId,
                call.from(),
                call.to(),
                call.fromTag(),
                call.toTag(),
                call.startedAt().isPresent() ? call.startedAt().getAsLong() : null,
                endedAt,
                call.by().orElse("expired"),
                node);
    }
}
