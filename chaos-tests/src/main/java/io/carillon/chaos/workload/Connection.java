package io.carillon.chaos.workload;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.StreamFramer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/// One TCP connection to an edge, from its first SYN to its end. RFC 3261 §18.3.
final class Connection implements Line.Back {
    private static final byte[] PONG = {'\r', '\n'};

    /// Whose connection it is; told of each of these at most once, messages excepted.
    interface Owner {
        void connected(Connection connection);

        /// It could not be made, or has ended.
        void ended(Connection connection);

        void received(Connection connection, byte[] message);
    }

    private final Loop loop;
    private final Owner owner;
    private final int edge;
    private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(16_384);
    private final StreamFramer framer = new StreamFramer(Limits.DEFAULT);
    private SocketChannel channel;
    private SelectionKey key;
    private String local = "";
    private boolean up;
    private boolean ended;

    Connection(Loop loop, Owner owner, int edge) {
        this.loop = loop;
        this.owner = owner;
        this.edge = edge;
    }

    void open(InetAddress from, InetSocketAddress to) {
        try {
            channel = SocketChannel.open();
            channel.bind(new InetSocketAddress(from, 0));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var bound = (InetSocketAddress) channel.getLocalAddress();
            local = bound.getAddress().getHostAddress() + ":" + bound.getPort();
            key = loop.watch(channel, SelectionKey.OP_CONNECT, this::ready);
            if (channel.connect(to)) {
                connected();
            }
        } catch (IOException refused) {
            loop.execute(this::end);
        }
    }

    @Override
    public int edge() {
        return edge;
    }

    boolean isUp() {
        return up;
    }

    /// Host and port of this end.
    String local() {
        return local;
    }

    private void ready() {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                connected();
            }
            if (key.isValid() && key.isWritable()) {
                flush();
            }
            if (key.isValid() && key.isReadable()) {
                read();
            }
        } catch (IOException gone) {
            end();
        }
    }

    private void connected() {
        key.interestOps(SelectionKey.OP_READ);
        up = true;
        owner.connected(this);
    }

    private void end() {
        if (!ended) {
            close();
            owner.ended(this);
        }
    }

    /// Closes it without telling the owner.
    void close() {
        ended = true;
        up = false;
        try {
            channel.close();
        } catch (IOException closed) {
            // it is of no use any more
        }
    }

    private void read() throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            end();
            return;
        }
        framer.add(buffer.array(), 0, buffer.position());
        for (var frame = framer.next(); frame.isPresent() && up; frame = framer.next()) {
            switch (frame.get()) {
                case StreamFramer.Frame.Message(var message) -> owner.received(this, message);
                case StreamFramer.Frame.Ping _ -> send(PONG);
                case StreamFramer.Frame.Pong _ -> {}
                case StreamFramer.Frame.Broken _ -> end();
            }
        }
    }

    /// Sends a message; once the connection has ended it is lost.
    @Override
    public void send(byte[] message) {
        if (!up) {
            return;
        }
        unsent.add(ByteBuffer.wrap(message));
        try {
            flush();
        } catch (IOException gone) {
            loop.execute(this::end);
        }
    }

    private void flush() throws IOException {
        while (!unsent.isEmpty()) {
            var next = unsent.peek();
            channel.write(next);
            if (next.hasRemaining()) {
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
            unsent.remove();
        }
        key.interestOps(SelectionKey.OP_READ);
    }
}
