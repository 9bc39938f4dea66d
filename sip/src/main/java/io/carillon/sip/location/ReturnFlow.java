package io.carillon.sip.location;

import io.carillon.sip.message.Request;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.message.Uri;
import io.carillon.sip.message.Via;
import io.carillon.sip.transport.Flow;

import java.util.Locale;
import java.util.Optional;

/// Whether calls to a contact go back along the flow that its REGISTER came by.
///
/// They do when the contact is where the REGISTER came from and cannot be reached otherwise:
/// Outbound (RFC 5626), a NAT in between (RFC 3581), or a connection. A contact elsewhere, as a
/// third party registers it, is resolved by its URI. RFC 3261 leaves this open.
final class ReturnFlow {
    private ReturnFlow() {}

    /// @param outbound whether the contact is bound by RFC 5626
    static Optional<Flow> of(Request request, Flow flow, Uri contact, boolean outbound) {
        if (outbound) return Optional.of(flow);
        if (!(contact instanceof SipUri uri)) return Optional.empty();
        var via = request.topVia();
        boolean isSender = isSentBy(uri, via);
        boolean back =
                flow.transport().isReliable()
                        ? isSender || uri.hostName().endsWith(".invalid")
                        : isSender && !isSource(via, flow);
        return back ? Optional.of(flow) : Optional.empty();
    }

    private static boolean isSentBy(SipUri uri, Via via) {
        return uri.hostName().equals(bare(via.host()))
                && uri.portOrDefault() == via.portOrDefault();
    }

    /// Whether the sent-by is the address that the packet really came from: no NAT.
    private static boolean isSource(Via via, Flow flow) {
        return via.portOrDefault() == flow.remotePort()
                && sameAddress(bare(via.host()), flow.remoteHost());
    }

    private static boolean sameAddress(String sentBy, String source) {
        if (sentBy.equals(source)) return true;
        if (sentBy.indexOf(':') < 0) return false;
        // IPv6 has several spellings; a literal is read without asking DNS.
        try {
            return java.net.InetAddress.ofLiteral(sentBy)
                    .equals(java.net.InetAddress.ofLiteral(source));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String bare(String host) {
        var bare = host.charAt(0) == '[' ? host.substring(1, host.length() - 1) : host;
        return bare.toLowerCase(Locale.ROOT);
    }
}
