package io.carillon.sip.transport;

import java.net.InetSocketAddress;

/// A transport and a resolved address to send to.
public record Destination(Transport transport, InetSocketAddress address) {}
