package io.carillon.chaos.workload;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A connection to one of the edges; when it breaks or is refused, to the next.
///
/// Tells its users when a connection is lost and when there is one again, in this order; they send
/// again what they want to send again. A line that moves away from an edge leaves its old
/// connection open for what still comes by it. RFC 3261 §18, RFC 5626 §4.
final class TcpLine implements Line, Connection.Owner {
    private static final int AGAIN_MILLIS = 100;
    private static final long STAY_NANOS = 10_000_000_000L;

    /// Someone who speaks over this line.
    interface User {
        /// There is a connection; requests go there from now on.
        void connected();

        /// The connection to this edge is gone.
        void lost(int edge);
    }

    private final Loop loop;
    private final InetAddress host;
    private final List<Edge> edges;
    private final Receiver receiver;
    private final List<User> users = new ArrayList<>();
    private Connection current;
    private Optional<Connection> former = Optional.empty();
    private long movedAt = System.nanoTime() - STAY_NANOS;

    TcpLine(Loop loop, InetAddress host, List<Edge> edges, int edge, Receiver receiver) {
        this.loop = loop;
        this.host = host;
        this.edges = edges;
        this.receiver = receiver;
        connect(edge);
    }

    void add(User user) {
        users.add(user);
    }

    /// How many speak over it.
    int users() {
        return users.size();
    }

    boolean isUp() {
        return current.isUp();
    }

    /// The edge at the other end, or the one that is tried.
    int edge() {
        return current.edge();
    }

    private void connect(int edge) {
        current = new Connection(loop, this, edge);
        current.open(host, edges.get(edge).tcp());
    }

    /// Goes to another edge because this one turns requests away; false when it has just moved.
    boolean move() {
        boolean possible = edges.size() > 1 && isUp() && System.nanoTime() - movedAt > STAY_NANOS;
        if (possible) {
            movedAt = System.nanoTime();
            former.ifPresent(this::drop);
            former = Optional.of(current);
            connect((edge() + 1) % edges.size());
        }
        return possible;
    }

    private void drop(Connection connection) {
        connection.close();
        tell(connection);
    }

    private void tell(Connection lost) {
        List.copyOf(users).forEach(user -> user.lost(lost.edge()));
    }

    @Override
    public void connected(Connection connection) {
        if (connection == current) {
            List.copyOf(users).forEach(User::connected);
        }
    }

    @Override
    public void ended(Connection connection) {
        if (former.filter(connection::equals).isPresent()) {
            former = Optional.empty();
            tell(connection);
        } else if (connection == current) {
            int next = (edge() + 1) % edges.size();
            tell(connection);
            loop.after(AGAIN_MILLIS, () -> reconnect(connection, next));
        }
    }

    private void reconnect(Connection after, int edge) {
        if (current == after) {
            connect(edge);
        }
    }

    @Override
    public void received(Connection connection, byte[] message) {
        receiver.received(message, this, connection);
    }

    @Override
    public void send(byte[] message, int anyEdge, Runnable refused) {
        current.send(message);
    }

    @Override
    public String transport() {
        return "TCP";
    }

    @Override
    public String address() {
        return current.local();
    }

    @Override
    public boolean isReliable() {
        return true;
    }
}
