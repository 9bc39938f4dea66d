package io.carillon.sip.transport;

import io.carillon.sip.message.Via;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;

/// Where a response goes: back along the flow of its request, or where the Via below ours says.
///
/// RFC 3261 §18.2.2, RFC 3581 §4.
public final class ResponseHop {
    private ResponseHop() {}

    /// The hop for a response to a request that came in by `flow` with `via` on top (stamped with
    /// what the socket saw).
    public static Hop of(Via via, Flow flow) {
        if (flow.transport().isReliable()) {
            return new Hop.ByFlowOr(flow, hostPort(via));
        }
        // Without rport the answer goes to the port of sent-by, whatever port it came from.
        if (via.asksForRport() || via.portOrDefault() == flow.remotePort()) {
            return new Hop.ByFlow(flow);
        }
        // It leaves by the socket that the request came to, as a firewall in between expects.
        var address = new InetSocketAddress(flow.remote().getAddress(), via.portOrDefault());
        return new Hop.ByFlow(
                new Flow(
                        flow.edge(),
                        flow.transport(),
                        flow.listener(),
                        flow.connection(),
                        address));
    }

    /// The address that a Via asks responses to be sent to, when no flow is known. The port of a
    /// connection that is gone is of no use: a new one is opened to the port of sent-by (§18.2.2).
    public static HostPort hostPort(Via via) {
        var transport = Transport.of(via.transport());
        var host = via.parameters().get("received").orElse(via.host());
        boolean reliable = transport.map(Transport::isReliable).orElse(false);
        var rport = reliable ? Optional.<String>empty() : via.parameters().get("rport");
        int port = rport.map(ResponseHop::decimal).orElse(via.port());
        return new HostPort(transport, bare(host), port);
    }

    private static String bare(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
    }

    private static int decimal(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > 65_535) return -1;
            value = value * 10 + digit;
        }
        return value == 0 || value > 65_535 ? -1 : value;
    }
}
