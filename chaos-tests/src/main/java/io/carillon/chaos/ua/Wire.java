package io.carillon.chaos.ua;

import io.carillon.sip.message.ParseOutcome;

import java.net.InetSocketAddress;

/// The sockets of one telephone: octets out, messages in.
///
/// Runs its own reading threads and hands over what they read; it remembers nothing.
sealed interface Wire extends AutoCloseable permits DatagramWire, StreamWire {
    /// Where an answer to what came in goes: back the way it came.
    @FunctionalInterface
    interface Link {
        void send(byte[] message);
    }

    /// Takes what was read.
    @FunctionalInterface
    interface Receiver {
        void accept(ParseOutcome received, Link back);
    }

    /// The way to the server.
    Link server();

    /// Where others reach this telephone.
    InetSocketAddress local();

    /// `UDP` or `TCP`, as a Via says it.
    String transport();

    @Override
    void close();
}
