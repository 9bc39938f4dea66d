package io.carillon.sip.transport;

import java.net.InetSocketAddress;

/// The way between one of our sockets and one peer: a UDP address pair or a connection. Messages
/// that must reach a peer behind a NAT or on its own connection leave by the flow it came in by.
///
/// A value that names a flow; whether it still lives, only the edge that owns it knows.
/// RFC 5626 §3.2, RFC 3261 §18.
///
/// @param edge the node that owns the socket, as [Edges] names it; empty for a node that is alone
/// @param transport of the socket
/// @param listener which of its listening sockets, counted from 0 within its transport
/// @param connection the edge's number of the connection, unique while the edge runs; 0 for UDP
/// @param remote the peer's address as the socket sees it, never unresolved
public record Flow(
        String edge, Transport transport, int listener, long connection, InetSocketAddress remote) {
    /// A flow of a node that is alone.
    public Flow(Transport transport, int listener, long connection, InetSocketAddress remote) {
        this("", transport, listener, connection, remote);
    }

    /// The peer's address as text, without brackets: what `received` carries.
    public String remoteHost() {
        return remote.getAddress().getHostAddress();
    }

    public int remotePort() {
        return remote.getPort();
    }
}
