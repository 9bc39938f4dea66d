package io.carillon.node.ops;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The operations interface over HTTP/1.1, on a thread of its own: nothing that is asked here can
/// hold up a call.
///
/// What is answered: see [HttpRoutes].
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int LARGEST_BODY = 64 << 10;
    private static final int IDLE_SECONDS = 30;
    private static final int ANSWER_SECONDS = 10;

    /// Requests of one connection that wait for their answers.
    private static final int MOST_PENDING = 16;

    private final EventLoopGroup group;
    private final Channel channel;
    private final HttpRoutes routes;

    private HttpServer(EventLoopGroup group, Channel channel, HttpRoutes routes) {
        this.group = group;
        this.channel = channel;
        this.routes = routes;
    }

    /// Opens the socket, before all that a start waits for: until [#serve] the node lives, has
    /// metrics and says that it is not ready.
    ///
    /// @param starting what the node does or waits for until then, in one line
    /// @throws IOException when that is not possible, with one line for the operator
    public static HttpServer open(HttpSettings settings, Metrics metrics, Supplier<String> starting)
            throws IOException {
        var routes = new HttpRoutes(metrics, starting, settings.token());
        var group =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("http", true), NioIoHandler.newFactory());
        var future =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel accepted) {
                                        pipeline(accepted, routes);
                                    }
                                })
                        .bind(settings.listen())
                        .awaitUninterruptibly();
        if (!future.isSuccess()) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(
                    "carillon.http.listen = %s:%d: cannot listen there: %s; choose a free address"
                            .formatted(
                                    settings.listen().getHostString(),
                                    settings.listen().getPort(),
                                    future.cause().getMessage()),
                    future.cause());
        }
        return new HttpServer(group, future.channel(), routes);
    }

    /// From now on all is answered.
    public void serve(Operations operations) {
        routes.serve(operations);
    }

    private static void pipeline(SocketChannel accepted, HttpRoutes routes) {
        accepted.pipeline()
                .addLast(
                        new ReadTimeoutHandler(IDLE_SECONDS),
                        new HttpServerCodec(),
                        new HttpObjectAggregator(LARGEST_BODY),
                        new Handler(routes));
    }

    /// With the port that was bound.
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final HttpRoutes routes;
        private int pending;

        /// Answers go out in the order of the requests.
        private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

        Handler(HttpRoutes routes) {
            this.routes = routes;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            if (++pending > MOST_PENDING) {
                context.close();
                return;
            }
            boolean keepAlive = HttpUtil.isKeepAlive(request);
            var answer =
                    answer(request)
                            .completeOnTimeout(unavailable(), ANSWER_SECONDS, TimeUnit.SECONDS)
                            .exceptionally(Handler::failed);
            last =
                    last.thenCombineAsync(
                            answer,
                            (_, ready) -> {
                                pending--;
                                write(context, ready, keepAlive);
                                return null;
                            },
                            context.executor());
        }

        private CompletableFuture<HttpAnswer> answer(FullHttpRequest request) {
            if (request.decoderResult().isFailure()) {
                return CompletableFuture.completedFuture(
                        HttpAnswer.problem(400, "Bad request", "this is no HTTP request"));
            }
            try {
                return routes.answer(HttpCall.of(request)).toCompletableFuture();
            } catch (IllegalArgumentException e) {
                return CompletableFuture.completedFuture(
                        HttpAnswer.problem(400, "Bad request", String.valueOf(e.getMessage())));
            }
        }

        private static HttpAnswer unavailable() {
            return HttpAnswer.problem(503, "Unavailable", "cannot answer now, try again")
                    .with("Retry-After", "5");
        }

        private static HttpAnswer failed(Throwable failure) {
            LOG.warn("A request to the operations interface failed", failure);
            return unavailable();
        }

        private static void write(
                ChannelHandlerContext context, HttpAnswer answer, boolean keepAlive) {
            var response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.valueOf(answer.status()),
                            Unpooled.wrappedBuffer(answer.body()));
            if (!answer.contentType().isEmpty()) {
                response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
            }
            answer.headers().forEach((name, value) -> response.headers().set(name, value));
            response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
            response.headers().set("X-Content-Type-Options", "nosniff");
            if (answer.status() != 204) HttpUtil.setContentLength(response, answer.body().length);
            HttpUtil.setKeepAlive(response, keepAlive);
            var written = context.writeAndFlush(response);
            if (!keepAlive) written.addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
