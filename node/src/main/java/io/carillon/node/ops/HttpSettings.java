package io.carillon.node.ops;

import java.net.InetSocketAddress;
import java.util.Optional;

/// Where the operations interface listens and what it asks for.
///
/// @param listen port 0 for any free one
/// @param token empty only on a loopback address
public record HttpSettings(InetSocketAddress listen, Optional<String> token) {}
