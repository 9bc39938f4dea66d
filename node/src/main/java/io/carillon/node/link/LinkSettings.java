package io.carillon.node.link;

import io.carillon.sharding.membership.ClusterTls;
import io.netty.handler.ssl.SslHandler;

import org.apache.pekko.actor.Address;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;

/// What both ends of the links of a node need.
///
/// @param name this node's name: `host:port` of its cluster address
/// @param bind where it accepts links
/// @param handshake keyed with the cluster's secret
/// @param tls empty where nodes talk in the clear, as on one host
public record LinkSettings(
        String name, InetSocketAddress bind, Handshake handshake, Optional<ClusterTls> tls) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// The port for links lies this far above the cluster's own.
    public static final int PORT_OFFSET = 200;

    /// Those of a node with this cluster address.
    public static LinkSettings of(Address own, Handshake handshake, Optional<ClusterTls> tls) {
        var host = own.getHost().orElseThrow();
        int port = own.getPort().orElseThrow();
        var bind = new InetSocketAddress(host, port + PORT_OFFSET);
        return new LinkSettings(host + ":" + port, bind, handshake, tls);
    }

    /// What encrypts a new connection, if anything does: both sides show certificates.
    Optional<SslHandler> encryption(boolean opening) {
        return tls.map(
                each -> {
                    var engine = each.context().createSSLEngine();
                    engine.setUseClientMode(opening);
                    if (!opening) engine.setNeedClientAuth(true);
                    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
                    return new SslHandler(engine);
                });
    }

    byte[] challenge() {
        var challenge = new byte[Handshake.CHALLENGE_OCTETS];
        RANDOM.nextBytes(challenge);
        return challenge;
    }
}
