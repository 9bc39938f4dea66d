package io.carillon.sharding.membership;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;

import javax.net.ssl.SSLSocket;

/// What lies between a socket and its [HeartChannel]: nothing, or mutual TLS.
///
/// Sockets are layered over the plain one, which stays the one to be closed: closing it never
/// blocks.
final class HeartSecurity {
    private final Optional<ClusterTls> tls;

    HeartSecurity(Optional<ClusterTls> tls) {
        this.tls = tls;
    }

    /// Over a socket that we connected.
    Socket connected(Socket raw) throws IOException {
        return tls.isPresent() ? shakeHands(tls.get(), raw, true) : raw;
    }

    /// Over a socket that was accepted.
    Socket accepted(Socket raw) throws IOException {
        return tls.isPresent() ? shakeHands(tls.get(), raw, false) : raw;
    }

    private static Socket shakeHands(ClusterTls tls, Socket raw, boolean client)
            throws IOException {
        var host = raw.getInetAddress().getHostAddress();
        var secured =
                (SSLSocket)
                        tls.context()
                                .getSocketFactory()
                                .createSocket(raw, host, raw.getPort(), false);
        secured.setUseClientMode(client);
        secured.setEnabledProtocols(ClusterEngines.PROTOCOLS);
        if (!client) secured.setNeedClientAuth(true);
        secured.startHandshake();
        return secured;
    }
}
