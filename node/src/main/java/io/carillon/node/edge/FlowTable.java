package io.carillon.node.edge;

import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The connections of this edge, by their number and by the peer's address.
///
/// Numbers begin with the time of the start, so that a flow that somebody remembers from before a
/// restart names no connection of today. RFC 3261 §18: reuse of connections.
final class FlowTable {
    private final Map<Long, Connection> byNumber = new ConcurrentHashMap<>();
    private final Map<Destination, Connection> byRemote = new ConcurrentHashMap<>();
    private final AtomicLong numbers;

    FlowTable(long startMillis) {
        this.numbers = new AtomicLong(startMillis << 20);
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    /// The connection that a flow names; null when it is gone.
    Connection of(Flow flow) {
        var found = byNumber.get(flow.connection());
        return found != null && found.flow().equals(flow) ? found : null;
    }

    boolean has(long connection) {
        return byNumber.containsKey(connection);
    }

    /// An open (or opening) connection to an address; null when there is none.
    Connection to(Destination destination) {
        return byRemote.get(destination);
    }

    /// Puts a new connection in, unless there is one to its address: then returns that one.
    Connection putIfAbsent(Connection connection) {
        var other = byRemote.putIfAbsent(connection.destination(), connection);
        if (other != null) return other;
        byNumber.put(connection.flow().connection(), connection);
        return connection;
    }

    /// Puts an accepted connection in. A new one from the same address means that the old is dead.
    void put(Connection connection) {
        byRemote.put(connection.destination(), connection);
        byNumber.put(connection.flow().connection(), connection);
    }

    void remove(Connection connection) {
        byRemote.remove(connection.destination(), connection);
        byNumber.remove(connection.flow().connection(), connection);
    }

    int size() {
        return byNumber.size();
    }

    Iterable<Connection> all() {
        return byNumber.values();
    }
}
