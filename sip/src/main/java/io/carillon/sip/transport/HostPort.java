package io.carillon.sip.transport;

import java.util.Optional;

/// A host as a URI or a Via names it, to be resolved by RFC 3263.
///
/// @param transport empty when the URI leaves it to DNS or the default
/// @param host name, IPv4 address, or IPv6 address without brackets, in lower case
/// @param port -1 when none is given
public record HostPort(Optional<Transport> transport, String host, int port) {}
