package io.carillon.node.edge;

import io.carillon.node.ops.Metrics;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/// One listener for connections, and the connections opened from its address.
///
/// Accepted connections are spread over the loops in turn; those that we open belong to the loop
/// that first needed them. RFC 3261 §18.
final class StreamEdge {
    private static final Logger LOG = LoggerFactory.getLogger(StreamEdge.class);

    /// Octets that may wait for a peer to read them.
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final Transport transport;
    private final int listener;
    private final EdgeSettings settings;
    private final Loops loops;
    private final FlowTable flows;
    private final Reception reception;
    private final Metrics metrics;

    /// Holds the port until it is listened on.
    private final Socket reservation = new Socket();

    private EdgeSettings.Address address;
    private InetSocketAddress bound;
    private Channel acceptor;

    StreamEdge(
            Transport transport,
            int listener,
            EdgeSettings settings,
            Loops loops,
            FlowTable flows,
            Reception reception,
            Metrics metrics) {
        this.transport = transport;
        this.listener = listener;
        this.settings = settings;
        this.loops = loops;
        this.flows = flows;
        this.reception = reception;
        this.metrics = metrics;
    }

    /// Takes the port and lets nobody in: who connects is refused, and asks another edge instead of
    /// one that does not read yet.
    void reserve(EdgeSettings.Address address) throws BindFailure {
        this.address = address;
        try {
            reservation.setReuseAddress(true); // as the acceptor, which takes the port over
            reservation.bind(address.bind());
        } catch (IOException failure) {
            throw new BindFailure(address.key(), address.bind(), failure);
        }
        // A socket that is bound to every address does not say of which family.
        bound = new InetSocketAddress(address.bind().getAddress(), reservation.getLocalPort());
    }

    /// Accepts connections.
    void open() throws BindFailure {
        var future =
                new ServerBootstrap()
                        .group(loops.group())
                        .channel(
                                Loops.isNative()
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        accepted(channel);
                                    }
                                })
                        .bind(bound)
                        .awaitUninterruptibly();
        release();
        if (!future.isSuccess()) {
            throw new BindFailure(address.key(), address.bind(), future.cause());
        }
        acceptor = future.channel();
    }

    private void release() {
        try {
            reservation.close();
        } catch (IOException failure) {
            LOG.debug("A reserved port could not be let go", failure);
        }
    }

    Transport transport() {
        return transport;
    }

    int listener() {
        return listener;
    }

    InetSocketAddress bound() {
        return bound;
    }

    /// Takes no more connections; those that there are live on, and others can be opened.
    void close() {
        release();
        if (acceptor != null) acceptor.close().awaitUninterruptibly();
    }

    private void accepted(SocketChannel channel) {
        var remote = channel.remoteAddress();
        if (remote == null || flows.size() >= settings.maxConnections()) {
            metrics.rejected(Metrics.Rejection.CONNECTION_LIMIT);
            channel.close();
            return;
        }
        var connection = connection(remote, Loop.current());
        flows.put(connection);
        pipeline(channel, connection);
        connection.expectMessage();
    }

    private Connection connection(InetSocketAddress remote, Loop loop) {
        var flow = new Flow(reception.edge(), transport, listener, flows.nextNumber(), remote);
        return new Connection(flow, loop, flows, reception, settings.patience().toMillis());
    }

    /// What stands between the socket and the framing; encryption goes before the rest.
    private void pipeline(Channel channel, Connection connection) {
        channel.pipeline()
                .addLast(
                        new IdleStateHandler(
                                0, 0, settings.idle().toMillis(), TimeUnit.MILLISECONDS),
                        connection);
    }

    /// A connection to an address: the one there is, or a new one that begins to open.
    Connection connectionTo(InetSocketAddress remote) {
        var there = flows.to(new Destination(transport, remote));
        return there != null ? there : newConnectionTo(remote);
    }

    /// Opens a connection unless somebody else has begun to.
    private Connection newConnectionTo(InetSocketAddress remote) {
        var connection = connection(remote, loops.here());
        if (flows.size() >= settings.maxConnections()) {
            metrics.rejected(Metrics.Rejection.CONNECTION_LIMIT);
            connection.failed("too many connections");
            return connection;
        }
        var there = flows.putIfAbsent(connection);
        if (there == connection) open(connection);
        return there;
    }

    private void open(Connection connection) {
        var address = bound.getAddress();
        var from = address.isAnyLocalAddress() ? null : new InetSocketAddress(address, 0);
        new Bootstrap()
                .group(connection.loop().events())
                .channel(Loops.isNative() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        (int) settings.connectTimeout().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel channel) {
                                pipeline(channel, connection);
                            }
                        })
                .connect(connection.flow().remote(), from)
                .addListener(
                        done -> {
                            if (!done.isSuccess()) {
                                var reason = String.valueOf(done.cause().getMessage());
                                connection.loop().execute(() -> connection.failed(reason));
                            }
                        });
    }
}
