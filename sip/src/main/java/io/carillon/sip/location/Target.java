package io.carillon.sip.location;

import io.carillon.sip.message.SipUri;
import io.carillon.sip.transport.Flow;

import java.util.List;
import java.util.Optional;

/// One place to try for a request to an address-of-record: what the proxy needs of a binding.
///
/// RFC 3261 §16.5, RFC 3327 §5.4, RFC 5626 §7.
///
/// @param uri the Request-URI to be, still with the headers it may have been registered with
/// @param q preference in thousandths, 0 to 1000
/// @param flow the way to send by; empty when `uri` (or the first of `path`) is to be resolved.
///     When the flow is gone, `uri` is what is left to try
/// @param path the preloaded Route in order; empty for none
/// @param instance targets of one instance are several ways to one user agent and are tried one
///     after the other, the most recent first; empty for none
/// @param regId which of those ways; 0 when RFC 5626 does not apply
public record Target(
        SipUri uri, int q, Optional<Flow> flow, List<String> path, String instance, int regId) {
    /// A target outside the location service: a Request-URI, by a flow if one is known.
    public static Target of(SipUri uri, Optional<Flow> flow) {
        return new Target(uri, 1000, flow, List.of(), "", 0);
    }

    /// A Request-URI that is to be sent by way of another host.
    public static Target by(SipUri uri, SipUri nextHop) {
        var route = "<" + nextHop + (nextHop.isLooseRouter() ? ">" : ";lr>");
        return new Target(uri, 1000, Optional.empty(), List.of(route), "", 0);
    }

    /// What tells it from all others of its address-of-record: two phones at two homes may well
    /// have registered the same private address, and one phone two ways to it.
    public String name() {
        return regId == 0 ? uri.toString() : uri + ";" + instance + ";" + regId;
    }

    /// The same place by its address.
    public Target withoutFlow() {
        return new Target(uri, q, Optional.empty(), path, instance, regId);
    }
}
