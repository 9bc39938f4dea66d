package io.carillon.node.edge;

import io.carillon.sharding.flow.Outbound.Unreachable;
import io.carillon.sharding.flow.Parcel;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.StreamFramer;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;

import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// One connection, accepted or opened by us: cuts what it receives into messages, answers
/// keep-alives, and sends.
///
/// Belongs to one loop; [#send] may be called on any thread. Messages sent while it is opening wait
/// for it, a bounded number of them. RFC 3261 §18; keep-alive: RFC 5626 §3.5.1.
final class Connection extends ChannelInboundHandlerAdapter {
    /// How many messages may wait for a connection that is opening.
    private static final int MOST_WAITING = 256;

    private static final ByteBuf PONG =
            Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(2).writeByte('\r').writeByte('\n').asReadOnly());

    private enum State {
        OPENING,
        OPEN,
        CLOSED
    }

    private record Waiting(Parcel parcel, Unreachable unreachable) {}

    private final Flow flow;
    private final Loop loop;
    private final FlowTable flows;
    private final Reception reception;
    private final long patienceMillis;
    private final StreamFramer framer = new StreamFramer(Limits.DEFAULT);
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);
    private volatile State state = State.OPENING;

    /// Told to close, which takes until the peer has read what was written.
    private volatile boolean closing;
    private volatile String closedBecause = "connection closed";
    private volatile long usedNanos = System.nanoTime();
    private Outlet outlet;

    /// Closes the connection unless the peer sends what it owes in time; null while it owes
    /// nothing.
    private Future<?> impatience;

    Connection(Flow flow, Loop loop, FlowTable flows, Reception reception, long patienceMillis) {
        this.flow = flow;
        this.loop = loop;
        this.flows = flows;
        this.reception = reception;
        this.patienceMillis = patienceMillis;
    }

    Flow flow() {
        return flow;
    }

    Loop loop() {
        return loop;
    }

    /// May be called on any thread, and be wrong a moment later.
    boolean isOpen() {
        return state == State.OPEN;
    }

    Destination destination() {
        return new Destination(flow.transport(), flow.remote());
    }

    /// Sends, or tells why not; `unreachable` is called on the loop.
    void send(Parcel parcel, Unreachable unreachable) {
        if (loop.isCurrent()) sendHere(parcel, unreachable);
        else loop.execute(() -> sendHere(parcel, unreachable));
    }

    private void sendHere(Parcel parcel, Unreachable unreachable) {
        switch (state) {
            case OPENING -> {
                if (waiting.size() < MOST_WAITING) waiting.add(new Waiting(parcel, unreachable));
                else unreachable.because("too many messages wait for the connection");
            }
            case OPEN -> {
                if (outlet.channel.isWritable()) write(parcel, unreachable);
                else unreachable.because("the peer does not read");
            }
            case CLOSED -> unreachable.because(closedBecause);
        }
    }

    private void write(Parcel parcel, Unreachable unreachable) {
        usedNanos = System.nanoTime();
        var channel = outlet.channel;
        var octets = Octets.of(parcel, loop, channel.alloc());
        if (unreachable == Unreachable.IGNORED) {
            loop.write(outlet, octets, channel.newPromise());
            return;
        }
        var promise = channel.newPromise();
        promise.addListener(
                done -> {
                    if (!done.isSuccess()) unreachable.because(done.cause().getMessage());
                });
        loop.write(outlet, octets, promise);
    }

    /// Closes once what has been written is out.
    void close() {
        loop.execute(
                () -> {
                    if (outlet != null) closeAfterWrites(outlet.channel);
                    else failed("the edge closes");
                });
    }

    /// Closes if nothing was received or sent for a while; whether that may be so. Who finds it so
    /// on any other thread may be wrong a moment later, and then nothing happens.
    boolean closeIfQuiet(long quietNanos) {
        if (closing || !isQuiet(quietNanos)) return false;
        loop.execute(
                () -> {
                    if (closing || !isQuiet(quietNanos)) return;
                    closing = true;
                    closeAfterWrites(outlet.channel);
                });
        return true;
    }

    private boolean isQuiet(long quietNanos) {
        return state == State.OPEN && System.nanoTime() - usedNanos >= quietNanos;
    }

    private static void closeAfterWrites(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(io.netty.channel.ChannelFutureListener.CLOSE);
    }

    /// The connection could not be opened, or is gone: everything that waits for it is told.
    void failed(String reason) {
        // Who comes too late to wait is told the same; a later reason explains less.
        if (state != State.CLOSED) closedBecause = reason;
        state = State.CLOSED;
        flows.remove(this);
        for (var each = waiting.poll(); each != null; each = waiting.poll()) {
            each.unreachable().because(reason);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        outlet = new Outlet(context.channel());
        state = State.OPEN;
        for (var each = waiting.poll(); each != null; each = waiting.poll()) {
            write(each.parcel(), each.unreachable());
        }
        context.fireChannelActive();
    }

    /// From now on the peer owes us a message.
    void expectMessage() {
        if (impatience != null) return;
        impatience =
                loop.events()
                        .schedule(
                                () -> outlet.channel.close(),
                                patienceMillis,
                                TimeUnit.MILLISECONDS);
    }

    private void owesNothing() {
        if (impatience == null) return;
        impatience.cancel(false);
        impatience = null;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        var buffer = (ByteBuf) received;
        usedNanos = System.nanoTime();
        try {
            var scratch = loop.scratch();
            while (buffer.isReadable()) {
                int length = Math.min(scratch.length, buffer.readableBytes());
                buffer.readBytes(scratch, 0, length);
                framer.add(scratch, 0, length);
                frames(context.channel());
            }
        } finally {
            buffer.release();
        }
        if (framer.pending() > 0) expectMessage();
    }

    private void frames(Channel channel) {
        for (var frame = framer.next(); frame.isPresent(); frame = framer.next()) {
            owesNothing();
            switch (frame.get()) {
                case StreamFramer.Frame.Message(var octets) -> reception.message(octets, flow);
                case StreamFramer.Frame.Ping() ->
                        loop.write(outlet, PONG.duplicate(), channel.newPromise());
                case StreamFramer.Frame.Pong() -> {}
                case StreamFramer.Frame.Broken(var reason, var head) -> {
                    channel.config().setAutoRead(false);
                    reception.broken(reason, head, flow);
                    // The answer, if there is one, is queued in this round: close behind it.
                    loop.add(() -> closeAfterWrites(channel));
                }
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        owesNothing();
        failed("connection closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // reset by the peer, mostly
    }
}
