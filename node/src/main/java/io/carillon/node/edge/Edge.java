package io.carillon.node.edge;

import io.carillon.node.ops.Metrics;
import io.carillon.sharding.flow.Outbound.Unreachable;
import io.carillon.sharding.flow.Parcel;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;
import io.netty.channel.socket.DatagramPacket;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// All sockets of a node: opens them, hands in what they receive, sends by them, closes them, at
/// once or in order.
///
/// Knows listeners and connections, not hops or names: see
/// [io.carillon.node.outbound.OutboundSender]. Sending works on any thread and is quickest on a
/// loop. RFC 3261 §18.
public final class Edge implements AutoCloseable {
    /// The most that fits into a datagram over IPv4.
    private static final int LARGEST_DATAGRAM = 65_507;

    private final Loops loops;
    private final FlowTable flows = new FlowTable(System.currentTimeMillis());
    private final Reception reception;
    private final List<UdpEdge> datagrams = new ArrayList<>();
    private final List<StreamEdge> streams = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final OpenInvites invites =
            new OpenInvites(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

    /// A node that is alone is waited for by nobody: see [#drain].
    private volatile boolean hasOthers;

    private volatile boolean closed;

    private Edge(Loops loops, Metrics metrics) {
        this.loops = loops;
        this.reception = new Reception(Limits.DEFAULT, metrics);
        metrics.connections(flows::size);
    }

    /// Takes all ports; before [#open] whoever sends or connects is refused.
    public static Edge bind(EdgeSettings settings, Loops loops, Metrics metrics)
            throws BindFailure {
        var edge = new Edge(loops, metrics);
        try {
            for (var address : settings.addresses()) edge.bind(address, settings, metrics);
        } catch (BindFailure failure) {
            edge.close();
            throw failure;
        }
        return edge;
    }

    private void bind(EdgeSettings.Address address, EdgeSettings settings, Metrics metrics)
            throws BindFailure {
        int index = 0;
        for (var each : listeners) if (each.transport() == address.transport()) index++;
        InetSocketAddress bound;
        if (address.transport() == Transport.UDP) {
            var socket = new UdpEdge(address, index, settings, loops, reception);
            datagrams.add(socket);
            bound = socket.bound();
        } else {
            var acceptor =
                    new StreamEdge(
                            address.transport(), index, settings, loops, flows, reception, metrics);
            acceptor.reserve(address);
            streams.add(acceptor);
            bound = acceptor.bound();
        }
        int port = address.advertisedPort() < 0 ? bound.getPort() : address.advertisedPort();
        listeners.add(
                new Listener(address.transport(), index, bound, address.advertisedHost(), port));
    }

    /// Our sockets with the ports that they got.
    public List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    /// Refuses no datagrams any more: they wait until they are read. For a node that is alone,
    /// whose
    /// clients have nobody else to ask.
    ///
    /// @throws BindFailure when somebody else has one of the ports
    public void keep() throws BindFailure {
        for (var each : datagrams) each.open();
    }

    /// Reads datagrams, and sends some; who connects is still refused.
    ///
    /// @param name of this node among the edges, which its flows carry; empty for one that is alone
    /// @throws BindFailure when somebody else has one of the ports
    public void receive(String name, Inlet inlet) throws BindFailure {
        hasOthers = !name.isEmpty();
        reception.open(name, hasOthers ? noted(inlet) : inlet);
        keep();
        datagrams.forEach(UdpEdge::read);
    }

    /// Reads datagrams and accepts connections.
    ///
    /// @param name as in [#receive]
    /// @throws BindFailure when somebody else has one of the ports
    public void open(String name, Inlet inlet) throws BindFailure {
        receive(name, inlet);
        for (var stream : streams) stream.open();
    }

    private Inlet noted(Inlet next) {
        return new Inlet() {
            @Override
            public void received(SipMessage message, Flow flow) {
                invites.passed(new Parcel.Open(message), flow.connection());
                next.received(message, flow);
            }

            @Override
            public void malformed(ParseFailure failure, Flow flow) {
                next.malformed(failure, flow);
            }
        };
    }

    /// Whether a message can still go by a flow: for UDP always, for connections while they live.
    public boolean lives(Flow flow) {
        return flow.transport() == Transport.UDP || flows.of(flow) != null;
    }

    /// Sends by a flow, and nowhere else.
    public void send(Parcel parcel, Flow flow, Unreachable unreachable) {
        if (flow.transport() == Transport.UDP) {
            datagram(parcel, flow.listener(), flow.remote(), unreachable);
            return;
        }
        var connection = flows.of(flow);
        if (connection == null) unreachable.because("the connection is gone");
        else by(connection, parcel, unreachable);
    }

    private void by(Connection connection, Parcel parcel, Unreachable unreachable) {
        sending(parcel, connection.flow().connection());
        connection.send(parcel, unreachable);
        sent(parcel, connection.flow().connection());
    }

    /// A request is noted before its answer can come, a response once it can be left alone.
    private void sending(Parcel parcel, long connection) {
        if (hasOthers && parcel.isRequest()) invites.passed(parcel, connection);
    }

    private void sent(Parcel parcel, long connection) {
        if (hasOthers && !parcel.isRequest()) invites.passed(parcel, connection);
    }

    /// Sends from a listener to an address, by a connection that is open or is opened for it.
    public void send(
            Parcel parcel, Listener from, InetSocketAddress remote, Unreachable unreachable) {
        if (from.transport() == Transport.UDP) {
            datagram(parcel, from.index(), remote, unreachable);
            return;
        }
        for (var stream : streams) {
            if (stream.transport() == from.transport() && stream.listener() == from.index()) {
                byConnection(parcel, stream, remote, unreachable);
                return;
            }
        }
        unreachable.because("no such listener");
    }

    private void byConnection(
            Parcel parcel, StreamEdge stream, InetSocketAddress remote, Unreachable unreachable) {
        var connection = stream.connectionTo(remote);
        if (!connection.isOpen()) {
            by(connection, parcel, unreachable);
            return;
        }
        // It may have been closed by the peer a moment ago: one new connection is tried.
        by(
                connection,
                parcel,
                reason -> {
                    var next = stream.connectionTo(remote);
                    if (next == connection) unreachable.because(reason);
                    else by(next, parcel, unreachable);
                });
    }

    private void datagram(
            Parcel parcel, int listener, InetSocketAddress remote, Unreachable unreachable) {
        sending(parcel, 0);
        var loop = loops.here();
        if (loop.isCurrent()) datagram(loop, parcel, listener, remote, unreachable);
        else loop.execute(() -> datagram(loop, parcel, listener, remote, unreachable));
        sent(parcel, 0);
    }

    private void datagram(
            Loop loop,
            Parcel parcel,
            int listener,
            InetSocketAddress remote,
            Unreachable unreachable) {
        var outlet = loop.datagramSocket(listener);
        if (outlet == null) {
            var owner = loops.all()[0]; // without epoll the first loop has the only socket
            if (loop == owner) unreachable.because("no such listener");
            else owner.execute(() -> datagram(owner, parcel, listener, remote, unreachable));
            return;
        }
        if (remote.getAddress() instanceof Inet6Address && !isSix(listener)) {
            unreachable.because("no listener for IPv6");
            return;
        }
        var octets = Octets.of(parcel, loop, outlet.channel.alloc());
        if (octets.readableBytes() > LARGEST_DATAGRAM) {
            octets.release();
            unreachable.because("too large for a datagram");
            return;
        }
        loop.write(outlet, new DatagramPacket(octets, remote), outlet.channel.voidPromise());
    }

    private boolean isSix(int listener) {
        return datagrams.get(listener).bound().getAddress() instanceof Inet6Address;
    }

    /// Takes no new connections, lets those go that rest, and the others as their INVITEs are
    /// answered; all else goes on. Blocks until no INVITE is open and no connection is left, or the
    /// patience is over.
    ///
    /// @return whether nothing is left
    public boolean drain(Duration patience) {
        streams.forEach(StreamEdge::close);
        return new Drain(flows, invites, () -> closed).run(patience);
    }

    /// Closes listeners and connections, what is written first.
    @Override
    public void close() {
        closed = true;
        streams.forEach(StreamEdge::close);
        datagrams.forEach(UdpEdge::close);
        for (var connection : flows.all()) connection.close();
    }
}
