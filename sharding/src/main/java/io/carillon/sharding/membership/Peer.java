package io.carillon.sharding.membership;

/// One incarnation of a node.
///
/// @param address `host:port` of its actor system
/// @param uid made anew at every start
record Peer(String address, long uid) {
    @Override
    public String toString() {
        return address;
    }
}
