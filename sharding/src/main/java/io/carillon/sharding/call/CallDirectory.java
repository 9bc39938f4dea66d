package io.carillon.sharding.call;

import io.carillon.sip.proxy.Dialog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The accepted calls whose entities live on this node, for the operator's list and count.
///
/// Written by call entities when a call begins or ends; read from any thread.
public final class CallDirectory {
    private final ConcurrentHashMap<String, List<Dialog>> calls = new ConcurrentHashMap<>();

    void put(String callId, List<Dialog> dialogs) {
        if (dialogs.isEmpty()) calls.remove(callId);
        else calls.put(callId, dialogs);
    }

    /// How many Call-IDs have an accepted call.
    public int size() {
        return calls.size();
    }

    /// The calls of a Call-ID.
    public Optional<List<Dialog>> find(String callId) {
        return Optional.ofNullable(calls.get(callId));
    }

    /// Up to `limit` calls, in no order.
    public List<Map.Entry<String, List<Dialog>>> list(int limit) {
        return calls.entrySet().stream().limit(limit).toList();
    }
}
