package io.carillon.node.edge;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Headers;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Via;
import io.carillon.sip.transport.Flow;

/// Writes where a request really came from into its top Via: `received` where the sent-by says
/// something else, `received` and `rport` where the sender asks for its port.
///
/// What a sender claims there itself is overwritten: answers must not be sent where it likes.
/// RFC 3261 §18.2.1; RFC 3581 §4.
final class SourceStamp {
    private SourceStamp() {}

    /// The request with its source; the same object when there is nothing to add.
    static Request on(Request request, Flow flow) {
        var via = request.topVia();
        var stamped = on(via, flow);
        return stamped == via
                ? request
                : request.rerouted(request.uri(), replace(request.headers(), stamped));
    }

    /// Headers of an answer with the source in the top Via.
    static Headers on(Headers headers, Via via, Flow flow) {
        var stamped = on(via, flow);
        return stamped == via ? headers : replace(headers, stamped);
    }

    private static Headers replace(Headers headers, Via via) {
        return headers.edit().replaceFirstValue(HeaderName.VIA, via.toString()).build();
    }

    private static Via on(Via via, Flow flow) {
        boolean asksForPort = via.asksForRport();
        if (!asksForPort && !via.parameters().has("received") && isSource(via.host(), flow)) {
            return via;
        }
        var stamped = via.with("received", flow.remoteHost());
        return asksForPort ? stamped.with("rport", Integer.toString(flow.remotePort())) : stamped;
    }

    private static boolean isSource(String host, Flow flow) {
        var remote = flow.remote().getAddress();
        if (!(remote instanceof java.net.Inet6Address)) return host.equals(flow.remoteHost());
        if (host.isEmpty() || host.charAt(0) != '[') return false;
        try {
            // IPv6 has many spellings of one address.
            return java.net.InetAddress.ofLiteral(host.substring(1, host.length() - 1))
                    .equals(remote);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
