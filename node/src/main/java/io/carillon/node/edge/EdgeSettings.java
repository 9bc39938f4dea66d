package io.carillon.node.edge;

import io.carillon.sip.transport.Transport;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// What an edge listens on, and its limits.
///
/// @param addresses sockets to open, in order: the first of a transport is its listener 0
/// @param receiveBufferOctets wanted for each UDP socket; the kernel may grant less
/// @param maxConnections open at the same time; further ones are closed as soon as accepted
/// @param idle how long a connection may carry nothing in either direction
/// @param patience how long a peer may take to send its first message, or the rest of one
/// @param connectTimeout how long a connection of ours may take to open
public record EdgeSettings(
        List<Address> addresses,
        int receiveBufferOctets,
        int maxConnections,
        Duration idle,
        Duration patience,
        Duration connectTimeout) {

    /// One address to listen on.
    ///
    /// @param key what asked for it, for messages: `carillon.listen.udp`
    /// @param bind port 0 for any free one
    /// @param advertisedHost what others reach it by; IPv6 without brackets
    /// @param advertisedPort -1 for the port that was bound
    public record Address(
            String key,
            Transport transport,
            InetSocketAddress bind,
            String advertisedHost,
            int advertisedPort) {}

    /// These addresses with limits for a public server.
    public static EdgeSettings of(List<Address> addresses) {
        return new EdgeSettings(
                addresses,
                4 << 20,
                20_000,
                Duration.ofMinutes(125), // longer than the longest registration we grant by default
                Duration.ofSeconds(30),
                Duration.ofSeconds(4));
    }
}
