package io.carillon.node.link;

import io.carillon.node.edge.Loop;
import io.carillon.node.edge.Loops;
import io.carillon.node.edge.Outlet;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;

/// The connection by which one loop of this node writes to one other node: opens it, again and
/// again while it is wanted, and writes frames.
///
/// Used on its loop's thread alone. Nothing but the handshake comes back by it.
final class LinkClient {
    private static final Logger LOG = LoggerFactory.getLogger(LinkClient.class);
    private static final int CONNECT_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 250;

    /// Octets that may wait for the other node to read them; what is more goes by the actor system.
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(1 << 20, 4 << 20);

    private final LinkSettings settings;
    private final Peer peer;
    private final Loop loop;
    private Channel channel;
    private boolean wanted = true;

    /// Null until the other node has proved itself.
    private Outlet outlet;

    LinkClient(LinkSettings settings, Peer peer, Loop loop) {
        this.settings = settings;
        this.peer = peer;
        this.loop = loop;
    }

    void open() {
        if (!wanted) return;
        var future =
                new Bootstrap()
                        .group(loop.events())
                        .channel(
                                Loops.isNative()
                                        ? EpollSocketChannel.class
                                        : NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel opened) {
                                        settings.encryption(true)
                                                .ifPresent(tls -> opened.pipeline().addLast(tls));
                                        opened.pipeline()
                                                .addLast(
                                                        new LengthFieldBasedFrameDecoder(
                                                                Handshake.LONGEST, 0, 4, 0, 4),
                                                        new Opener());
                                    }
                                })
                        .connect(peer.linkAddress());
        channel = future.channel();
        future.addListener(
                done -> {
                    if (!done.isSuccess()) later();
                });
    }

    private void later() {
        if (wanted) loop.events().schedule(this::open, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Writes a frame with the batch under way.
    ///
    /// @return its octets; 0 when it has to go another way
    int send(Frame frame) {
        if (outlet == null || !outlet.channel.isWritable()) return 0;
        var octets = Frame.write(frame, outlet.channel.alloc());
        if (octets.isEmpty()) return 0;
        int length = octets.get().readableBytes();
        loop.write(outlet, octets.get(), outlet.channel.voidPromise());
        return length;
    }

    void close() {
        wanted = false;
        if (channel != null) channel.close();
    }

    /// The opening side of the handshake, and the watch over the connection after it.
    private final class Opener extends SimpleChannelInboundHandler<ByteBuf> {
        private byte[] theirs;
        private byte[] ours;

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            if (theirs == null && frame.readableBytes() == Handshake.CHALLENGE_OCTETS) {
                theirs = new byte[Handshake.CHALLENGE_OCTETS];
                frame.readBytes(theirs);
                ours = settings.challenge();
                var answer =
                        settings.handshake()
                                .answer(
                                        theirs,
                                        ours,
                                        settings.name(),
                                        peer.name(),
                                        context.alloc());
                context.write(context.alloc().directBuffer(4).writeInt(answer.readableBytes()));
                context.writeAndFlush(answer);
            } else if (theirs != null
                    && outlet == null
                    && settings.handshake()
                            .isAccepted(theirs, ours, settings.name(), peer.name(), frame)) {
                outlet = new Outlet(context.channel());
                peer.opened(loop);
            } else {
                LOG.debug("{} does not prove to be a node of this cluster", peer.linkAddress());
                context.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            boolean was = outlet != null;
            outlet = null;
            if (was) peer.closed();
            later();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("The link to {} failed", peer.name(), cause);
            context.close();
        }
    }
}
