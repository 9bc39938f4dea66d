package io.carillon.node.link;

import io.carillon.node.edge.Loop;
import io.carillon.node.edge.Loops;

import org.apache.pekko.actor.Address;

import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Another node: one connection to it for each of our loops.
final class Peer {
    private final Address address;
    private final String name;
    private final InetSocketAddress linkAddress;
    private final LinkClient[] clients;
    private final Loop[] loops;
    private final BiConsumer<Peer, Loop> onOpened;
    private final Consumer<Peer> onClosed;

    /// @param onOpened told on the loop whose connection can be written to now
    /// @param onClosed told on a loop when a connection is lost
    Peer(
            Address address,
            LinkSettings settings,
            Loops loops,
            BiConsumer<Peer, Loop> onOpened,
            Consumer<Peer> onClosed) {
        this.address = address;
        this.onOpened = onOpened;
        this.onClosed = onClosed;
        this.loops = loops.all();
        var host = address.getHost().orElseThrow();
        int port = address.getPort().orElseThrow();
        name = host + ":" + port;
        linkAddress = new InetSocketAddress(host, port + LinkSettings.PORT_OFFSET);
        clients = new LinkClient[this.loops.length];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = new LinkClient(settings, this, this.loops[i]);
        }
    }

    Address address() {
        return address;
    }

    String name() {
        return name;
    }

    InetSocketAddress linkAddress() {
        return linkAddress;
    }

    void open() {
        for (int i = 0; i < clients.length; i++) loops[i].execute(clients[i]::open);
    }

    void close() {
        for (int i = 0; i < clients.length; i++) loops[i].execute(clients[i]::close);
    }

    /// Writes on the current loop.
    ///
    /// @return the octets of the frame; 0 when it has to go another way
    int send(Loop current, Frame frame) {
        return clients[current.index()].send(frame);
    }

    void opened(Loop loop) {
        onOpened.accept(this, loop);
    }

    void closed() {
        onClosed.accept(this);
    }
}
