package io.carillon.sharding.handover;

/// One process that is, or was, a member of the cluster.
///
/// @param address `host:port` of its cluster socket
/// @param incarnation tells it from a process that had the address before
public record NodeId(String address, long incarnation) implements Comparable<NodeId> {
    @Override
    public int compareTo(NodeId other) {
        int order = address.compareTo(other.address);
        return order != 0 ? order : Long.compare(incarnation, other.incarnation);
    }
}
