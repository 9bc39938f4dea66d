package io.carillon.sharding.handover;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The nodes that have said that they are about to leave. Every node keeps this list, because any
/// may come to allocate shards. Thread-safe.
public final class DrainingNodes {
    private final Set<NodeId> nodes = ConcurrentHashMap.newKeySet();

    /// A node has said so.
    ///
    /// @return whether it is news
    public boolean add(NodeId node) {
        return nodes.add(node);
    }

    /// A node has left.
    public void remove(NodeId node) {
        nodes.remove(node);
    }

    public boolean contains(NodeId node) {
        return nodes.contains(node);
    }

    /// Whether the node at this address is one of them.
    public boolean containsAddress(String address) {
        for (var node : nodes) if (node.address().equals(address)) return true;
        return false;
    }
}
