package io.carillon.chaos.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// One UDP port, through the [Weather] both ways, that hears of edges whose port is closed.
///
/// A socket hears such things only of the address that it is connected to. So there is one for each
/// edge and one for strangers, all on the same port: the kernel gives each what comes from where it
/// is connected to, ICMP included. Of an edge that is stopped or cut off nothing is heard.
/// RFC 3261 §18.4.
final class UdpLine implements Line {
    private static final int BUFFER = 4 << 20;
    private static final int AT_ONCE = 64;

    private final Loop loop;
    private final Supplier<Weather> weather;
    private final SplittableRandom random;
    private final Receiver receiver;
    private final DatagramChannel strangers;
    private final List<ToEdge> edges = new ArrayList<>();
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
        this.weather = weather;
        this.random = random;
        this.receiver = receiver;
        try {
            strangers = open();
            strangers.bind(new InetSocketAddress(host, 0));
            // Not before: a free port for one that shares might be one that another line shares.
            strangers.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            local = (InetSocketAddress) strangers.getLocalAddress();
            loop.watch(strangers, SelectionKey.OP_READ, this::readStrangers);
            for (var edge : edges) {
                this.edges.add(new ToEdge(edge.udp()));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static DatagramChannel open() throws IOException {
        return DatagramChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
    }

    /// The socket that is connected to one edge.
    private final class ToEdge {
        private final InetSocketAddress address;
        private final DatagramChannel channel;

        /// Who wants to know that the last datagram was refused. On loopback the kernel says so
        /// before another one can be sent; from afar it might be of an earlier one.
        private Optional<Runnable> ifRefused = Optional.empty();

        private ToEdge(InetSocketAddress address) throws IOException {
            this.address = address;
            channel = open();
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(local);
            channel.connect(address);
            loop.watch(channel, SelectionKey.OP_READ, this::read);
        }

        private void read() {
            for (int i = 0; i < AT_ONCE; i++) {
                try {
                    if (!receive(channel)) {
                        return;
                    }
                } catch (PortUnreachableException _) {
                    refused();
                } catch (IOException failure) {
                    return;
                }
            }
        }

        private void send(byte[] message, Runnable tellIfRefused) {
            try {
                write(message);
                ifRefused = Optional.of(tellIfRefused);
            } catch (IOException failure) {
                // as if the network had lost it
            }
        }

        private void write(byte[] message) throws IOException {
            try {
                channel.write(ByteBuffer.wrap(message));
            } catch (PortUnreachableException _) {
                refused(); // the datagram before; this one has not been sent yet
                channel.write(ByteBuffer.wrap(message));
            }
        }

        private void refused() {
            ifRefused.ifPresent(loop::execute);
            ifRefused = Optional.empty();
        }
    }

    private void readStrangers() {
        try {
            for (int i = 0; i < AT_ONCE && receive(strangers); i++) {}
        } catch (IOException failure) {
            // as if the network had lost it
        }
    }

    /// Takes one datagram; false when there is none.
    private boolean receive(DatagramChannel channel) throws IOException {
        buffer.clear();
        var source = (InetSocketAddress) channel.receive(buffer);
        if (source == null) {
            return false;
        }
        var message = new byte[buffer.flip().remaining()];
        buffer.get(message);
        through(() -> receiver.received(message, this, new Return(source)));
        return true;
    }

    /// To where a datagram came from.
    private final class Return implements Back {
        private final InetSocketAddress source;

        private Return(InetSocketAddress source) {
            this.source = source;
        }

        @Override
        public void send(byte[] message) {
            int edge = edge();
            if (edge >= 0) {
                UdpLine.this.send(message, edge);
            } else {
                through(() -> sendToStranger(message, source));
            }
        }

        @Override
        public int edge() {
            for (int i = 0; i < edges.size(); i++) {
                if (edges.get(i).address.equals(source)) {
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
    public void send(byte[] message, int edge, Runnable refused) {
        through(() -> edges.get(edge).send(message, refused));
    }

    private void sendToStranger(byte[] message, InetSocketAddress stranger) {
        try {
            strangers.send(ByteBuffer.wrap(message), stranger);
        } catch (IOException failure) {
            // as if the network had lost it
        }
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
