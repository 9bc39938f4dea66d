package io.carillon.sharding.call;

import io.carillon.sip.proxy.Dialog;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// The accepted calls whose entities live on this node, for the operator's list and count.
///
/// Written by call entities when a call begins or ends; read from any thread.
public final class CallDirectory {
    private final ConcurrentHashMap<String, List<Dialog>> calls = new ConcurrentHashMap<>();

    private final Set<ActorRef<CallCommand>> pending = ConcurrentHashMap.newKeySet();

    private final LongAdder entities = new LongAdder();

    /// One entity more (1) or less (-1) is here.
    void entity(int change) {
        entities.add(change);
    }

    /// How many call entities are on this node, those included that linger for retransmissions.
    public long entities() {
        return entities.sum();
    }

    /// An entity has a request or a fork without a final response, or no more.
    void pending(ActorRef<CallCommand> entity, boolean isPending) {
        if (isPending) pending.add(entity);
        else pending.remove(entity);
    }

    /// Tells those that wait for an answer that it will not come by this edge any more.
    public void edgeGone(String edge) {
        for (var entity : pending) entity.tell(new CallCommand.EdgeGone(edge));
    }

    /// How many Call-IDs have a request or a fork without a final response.
    public long pending() {
        return pending.size();
    }

    /// The accepted calls of a Call-ID are these now; none when it has no more.
    public void put(String callId, List<Dialog> dialogs) {
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
