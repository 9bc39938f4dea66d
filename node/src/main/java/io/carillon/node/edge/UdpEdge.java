package io.carillon.node.edge;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;

import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.UnixChannelOption;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/// The sockets of one UDP listener: one for each loop, all on the same port, so that the kernel
/// spreads peers over the loops. Without epoll there is one, on the first loop.
///
/// RFC 3261 §18.2.1.
final class UdpEdge {
    /// The largest datagram, and one octet to see that none was larger.
    static final int SLOT_OCTETS = 65_536;

    /// Datagrams read by one system call.
    private static final int SLOTS = 16;

    /// Shorter datagrams are what phones send to keep their NAT awake: CRLF CRLF, zeros, and such.
    private static final int KEEP_ALIVE_OCTETS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(UdpEdge.class);

    private final EdgeSettings.Address address;
    private final int listener;
    private final EdgeSettings settings;
    private final Loops loops;
    private final Reception reception;
    private final List<Channel> channels = new ArrayList<>();
    private final DatagramChannel reservation;
    private final InetSocketAddress bound;

    /// Takes the port and receives nothing: who sends is told that nobody listens, and asks another
    /// edge instead of one that does not read yet.
    UdpEdge(
            EdgeSettings.Address address,
            int listener,
            EdgeSettings settings,
            Loops loops,
            Reception reception)
            throws BindFailure {
        this.address = address;
        this.listener = listener;
        this.settings = settings;
        this.loops = loops;
        this.reception = reception;
        try {
            reservation = DatagramChannel.open(family(address.bind(), INET6, INET));
        } catch (IOException failure) {
            throw new BindFailure(address.key(), address.bind(), failure);
        }
        try {
            bound = reserved(address.bind());
        } catch (IOException failure) {
            release();
            throw new BindFailure(address.key(), address.bind(), failure);
        }
    }

    /// The address with a free port. Sockets that share a port would also share it with those of
    /// another node of the same user, so it is taken without sharing. A socket that is connected to
    /// itself gets nothing from others.
    private InetSocketAddress reserved(InetSocketAddress wanted) throws IOException {
        reservation.bind(wanted);
        int port = ((InetSocketAddress) reservation.getLocalAddress()).getPort();
        var host = wanted.getAddress();
        var itself =
                host.isAnyLocalAddress()
                        ? InetAddress.ofLiteral(family(wanted, "::1", "127.0.0.1"))
                        : host;
        reservation.connect(new InetSocketAddress(itself, port));
        return new InetSocketAddress(host, port);
    }

    private static <T> T family(InetSocketAddress address, T six, T four) {
        return address.getAddress() instanceof Inet6Address ? six : four;
    }

    private void release() {
        try {
            reservation.close();
        } catch (IOException failure) {
            LOG.debug("A reserved port could not be let go", failure);
        }
    }

    /// Opens the sockets, unless they are open. What comes waits until they are [#read].
    void open() throws BindFailure {
        if (!channels.isEmpty()) return;
        release();
        var all = loops.all();
        try {
            for (int i = 0; i < (Loops.isNative() ? all.length : 1); i++) {
                open(all[i], settings.receiveBufferOctets());
            }
        } catch (Exception failure) {
            close();
            throw new BindFailure(address.key(), address.bind(), failure);
        }
    }

    private void open(Loop loop, int receiveBufferOctets) throws Exception {
        var family = family(bound, SocketProtocolFamily.INET6, SocketProtocolFamily.INET);
        var bootstrap =
                new Bootstrap()
                        .group(loop.events())
                        .handler(new Receiver())
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.SO_RCVBUF, receiveBufferOctets)
                        .option(ChannelOption.SO_SNDBUF, receiveBufferOctets);
        if (Loops.isNative()) {
            bootstrap
                    .channelFactory(() -> new EpollDatagramChannel(family))
                    .option(UnixChannelOption.SO_REUSEPORT, true)
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, SLOT_OCTETS)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new ReusedReadBuffer(SLOTS * SLOT_OCTETS));
        } else {
            bootstrap
                    .channelFactory(() -> new NioDatagramChannel(family))
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(SLOT_OCTETS));
        }
        var future = bootstrap.bind(bound).awaitUninterruptibly();
        if (!future.isSuccess()) throw new IOException(future.cause().getMessage());
        var channel = future.channel();
        channels.add(channel);
        loop.events()
                .submit(() -> loop.datagramSocket(listener, new Outlet(channel)))
                .syncUninterruptibly();
    }

    InetSocketAddress bound() {
        return bound;
    }

    void read() {
        for (var channel : channels) channel.config().setAutoRead(true);
    }

    void close() {
        release();
        for (var channel : channels) channel.close().awaitUninterruptibly();
    }

    private final class Receiver extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object received) {
            var packet = (DatagramPacket) received;
            try {
                var content = packet.content();
                if (isKeepAlive(content)) return;
                var octets = new byte[content.readableBytes()];
                content.readBytes(octets);
                var flow = new Flow(reception.edge(), Transport.UDP, listener, 0, packet.sender());
                reception.message(octets, flow);
            } finally {
                packet.release();
            }
        }

        private static boolean isKeepAlive(ByteBuf content) {
            return content.readableBytes() <= KEEP_ALIVE_OCTETS;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // One datagram that could not be sent: too large for the network, or no route to it.
            LOG.debug("A datagram failed: {}", cause.toString());
        }
    }
}
