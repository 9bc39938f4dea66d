package io.carillon.node.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;

import org.apache.pekko.actor.Address;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;

/// What both ends of the links of a node need.
///
/// @param name this node's name: `host:port` of its cluster address
/// @param bind where it accepts links
/// @param handshake keyed with the cluster's secret
/// @param encryption empty where nodes talk in the clear, as on one host
public record LinkSettings(
        String name, InetSocketAddress bind, Handshake handshake, Optional<Encryption> encryption) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// The port for links lies this far above the cluster's own.
    public static final int PORT_OFFSET = 200;

    /// Makes the handlers that encrypt a connection; both sides show certificates.
    public interface Encryption {
        ChannelHandler client(Channel channel);

        ChannelHandler server(Channel channel);
    }

    /// Those of a node with this cluster address, in the clear.
    public static LinkSettings of(Address own, Handshake handshake) {
        var host = own.getHost().orElseThrow();
        int port = own.getPort().orElseThrow();
        var bind = new InetSocketAddress(host, port + PORT_OFFSET);
        return new LinkSettings(host + ":" + port, bind, handshake, Optional.empty());
    }

    byte[] challenge() {
        var challenge = new byte[Handshake.CHALLENGE_OCTETS];
        RANDOM.nextBytes(challenge);
        return challenge;
    }
}
