package io.carillon.node.link;

import io.carillon.node.edge.Loops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/// Accepts the links of other nodes and reads their frames.
final class LinkServer {
    private static final Logger LOG = LoggerFactory.getLogger(LinkServer.class);
    private static final long HANDSHAKE_MILLIS = 3_000;

    /// Connections that have proved nothing yet.
    private static final int MOST_STRANGERS = 64;

    private static final long WARNING_NANOS = 60_000_000_000L;

    private static final String FRAMES = "frames";

    private final LinkSettings settings;
    private final BiConsumer<String, Frame> receiver;
    private final AtomicInteger strangers = new AtomicInteger();
    private final AtomicLong warnAt = new AtomicLong(System.nanoTime());
    private Channel acceptor;

    /// @param receiver told on a loop: the sender's name and what it sent
    LinkServer(LinkSettings settings, BiConsumer<String, Frame> receiver) {
        this.settings = settings;
        this.receiver = receiver;
    }

    void open(Loops loops) throws IOException {
        var future =
                new ServerBootstrap()
                        .group(loops.group())
                        .channel(
                                Loops.isNative()
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel accepted) {
                                        pipeline(accepted);
                                    }
                                })
                        .bind(settings.bind())
                        .awaitUninterruptibly();
        if (!future.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + settings.bind() + " for other nodes", future.cause());
        }
        acceptor = future.channel();
    }

    void close() {
        if (acceptor != null) acceptor.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    private void pipeline(Channel accepted) {
        settings.encryption(false).ifPresent(tls -> accepted.pipeline().addLast(tls));
        accepted.pipeline()
                .addLast(FRAMES, new LengthFieldBasedFrameDecoder(Handshake.LONGEST, 0, 4, 0, 4))
                .addLast(new Accepter());
    }

    /// Strangers try again and again: once a minute is told.
    private void warn(SocketAddress stranger) {
        long now = System.nanoTime();
        long due = warnAt.get();
        if (now - due < 0 || !warnAt.compareAndSet(due, now + WARNING_NANOS)) return;
        LOG.warn("{} does not prove to be a node of this cluster", stranger);
    }

    /// The accepting side of the handshake, and the reading of frames after it.
    private final class Accepter extends SimpleChannelInboundHandler<ByteBuf> {
        private byte[] challenge;
        private String sender;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (strangers.incrementAndGet() > MOST_STRANGERS) {
                context.close();
                return;
            }
            challenge = settings.challenge();
            context.writeAndFlush(
                    context.alloc()
                            .directBuffer(4 + challenge.length)
                            .writeInt(challenge.length)
                            .writeBytes(challenge));
            context.executor()
                    .schedule(
                            () -> {
                                if (sender == null) context.close();
                            },
                            HANDSHAKE_MILLIS,
                            TimeUnit.MILLISECONDS);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            if (sender == null) meet(context, frame);
            else Frame.read(frame).ifPresent(read -> receiver.accept(sender, read));
        }

        private void meet(ChannelHandlerContext context, ByteBuf frame) {
            var opening = settings.handshake().opening(challenge, settings.name(), frame);
            if (opening.isEmpty()) {
                warn(context.channel().remoteAddress());
                context.close();
                return;
            }
            sender = opening.get().name();
            strangers.decrementAndGet();
            var proof = settings.handshake().acceptance(challenge, opening.get(), settings.name());
            context.writeAndFlush(
                    context.alloc()
                            .directBuffer(4 + proof.length)
                            .writeInt(proof.length)
                            .writeBytes(proof));
            context.pipeline()
                    .replace(
                            FRAMES,
                            FRAMES,
                            new LengthFieldBasedFrameDecoder(Frame.LONGEST, 0, 4, 0, 4));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (sender == null) strangers.decrementAndGet();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("A link from {} failed", sender, cause);
            context.close();
        }
    }
}
