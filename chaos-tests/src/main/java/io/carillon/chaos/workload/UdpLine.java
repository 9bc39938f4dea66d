package io.carillon.chaos.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// One UDP socket, through the [Weather] both ways. RFC 3261 §18.
final class UdpLine implements Line {
    private static final int BUFFER = 4 << 20;
    private static final int AT_ONCE = 64;

    private final Loop loop;
    private final List<Edge> edges;
    private final Supplier<Weather> weather;
    private final SplittableRandom random;
    private final Receiver receiver;
    private final DatagramChannel channel;
    private final InetSocketAddress local;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_535);

    UdpLine(
            Loop loop,
            InetAddress host,
            List<Edge> edges,
            Supplier<Weather> weather,
            SplittableRandom random,
            Receiver receiver) {
        this.loop = loop;
        this.edges = edges;
        this.weather = weather;
        this.random = random;
        this.receiver = receiver;
        try {
            channel = DatagramChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
            channel.bind(new InetSocketAddress(host, 0));
            local = (InetSocketAddress) channel.getLocalAddress();
            loop.watch(channel, SelectionKey.OP_READ, this::read);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void read() {
        for (int i = 0; i < AT_ONCE; i++) {
            buffer.clear();
            InetSocketAddress source;
            try {
                source = (InetSocketAddress) channel.receive(buffer);
            } catch (IOException refused) {
                continue; // told by ICMP about an earlier datagram: as if it had been lost
            }
            if (source == null) {
                return;
            }
            var message = new byte[buffer.flip().remaining()];
            buffer.get(message);
            through(() -> receiver.received(message, this, new Return(source)));
        }
    }

    /// To where a datagram came from.
    private final class Return implements Back {
        private final InetSocketAddress source;

        private Return(InetSocketAddress source) {
            this.source = source;
        }

        @Override
        public void send(byte[] message) {
            sendTo(message, source);
        }

        @Override
        public int edge() {
            for (int i = 0; i < edges.size(); i++) {
                if (edges.get(i).udp().equals(source)) {
                    return i;
                }
            }
            return -1;
        }
    }

    private void through(Runnable passage) {
        var now = weather.get();
        if (now == Weather.FAIR) {
            passage.run();
            return;
        }
        if (random.nextDouble() < now.lost()) {
            return;
        }
        int copies = random.nextDouble() < now.doubled() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (random.nextDouble() < now.late()) {
                loop.after(random.nextInt(Weather.LATEST_MILLIS), passage);
            } else {
                passage.run();
            }
        }
    }

    @Override
    public void send(byte[] message, int edge) {
        sendTo(message, edges.get(edge).udp());
    }

    private void sendTo(byte[] message, InetSocketAddress source) {
        through(
                () -> {
                    try {
                        channel.send(ByteBuffer.wrap(message), source);
                    } catch (IOException refused) {
                        // as if the network had lost it
                    }
                });
    }

    @Override
    public String transport() {
        return "UDP";
    }

    @Override
    public String address() {
        return local.getAddress().getHostAddress() + ":" + local.getPort();
    }

    @Override
    public boolean isReliable() {
        return false;
    }
}
