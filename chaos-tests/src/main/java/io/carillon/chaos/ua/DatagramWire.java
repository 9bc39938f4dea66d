package io.carillon.chaos.ua;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;

/// One UDP socket on loopback. RFC 3261 §18.
final class DatagramWire implements Wire {
    private static final int LARGEST = 65_535;

    private final DatagramSocket socket;
    private final InetSocketAddress server;

    DatagramWire(InetSocketAddress server, Receiver receiver) {
        this.server = server;
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setReceiveBufferSize(1 << 20);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofPlatform().daemon().name("ua-udp").start(() -> read(receiver));
    }

    private void read(Receiver receiver) {
        var parser = new MessageParser(Limits.DEFAULT);
        var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        while (!socket.isClosed()) {
            try {
                packet.setLength(LARGEST);
                socket.receive(packet);
            } catch (IOException closedOrRefused) {
                continue; // a server that is down refuses; the loop ends with the socket
            }
            var source = packet.getSocketAddress();
            var octets = Arrays.copyOf(packet.getData(), packet.getLength());
            receiver.accept(parser.parse(octets), message -> send(message, source));
        }
    }

    private void send(byte[] message, SocketAddress to) {
        try {
            socket.send(new DatagramPacket(message, message.length, to));
        } catch (IOException refused) {
            // as if the network had lost it
        }
    }

    @Override
    public Link server() {
        return message -> send(message, server);
    }

    @Override
    public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public String transport() {
        return "UDP";
    }

    @Override
    public void close() {
        socket.close();
    }
}
