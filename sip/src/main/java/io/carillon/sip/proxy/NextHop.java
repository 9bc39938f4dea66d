package io.carillon.sip.proxy;

import io.carillon.sip.message.SipUri;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.HostPort;
import io.carillon.sip.transport.Transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// What a URI says about where to send: a literal address at once, a name for DNS.
///
/// RFC 3261 §16.6 step 7, RFC 3263 §4.
public final class NextHop {
    private NextHop() {}

    /// Host, port and transport of a URI; empty when its transport is none that we know.
    public static Optional<HostPort> of(SipUri uri) {
        var asked = uri.transport();
        var transport = asked.flatMap(Transport::of);
        if (asked.isPresent() && transport.isEmpty()) return Optional.empty();
        if (uri.isSecure()) {
            var secured = transport.filter(t -> t == Transport.WS || t == Transport.WSS);
            transport = Optional.of(secured.isPresent() ? Transport.WSS : Transport.TLS);
        }
        return Optional.of(new HostPort(transport, uri.hostName(), uri.port()));
    }

    /// The destination when the host is an address literal: UDP unless said otherwise (RFC 3263
    /// §4.1), the transport's own port unless one is given.
    public static Optional<Destination> literal(HostPort host) {
        if (!looksLikeAddress(host.host())) return Optional.empty();
        var transport = host.transport().orElse(Transport.UDP);
        try {
            var address = InetAddress.ofLiteral(host.host());
            var port = host.port() < 0 ? transport.defaultPort() : host.port();
            return Optional.of(new Destination(transport, new InetSocketAddress(address, port)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean looksLikeAddress(String host) {
        if (host.indexOf(':') >= 0) return true;
        var last = host.charAt(host.length() - 1);
        return last >= '0' && last <= '9';
    }
}
