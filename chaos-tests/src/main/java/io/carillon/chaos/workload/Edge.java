package io.carillon.chaos.workload;

import java.net.InetSocketAddress;

/// A node as telephones know it: where it listens for SIP.
///
/// @param name what reports call it
public record Edge(String name, InetSocketAddress udp, InetSocketAddress tcp) {}
