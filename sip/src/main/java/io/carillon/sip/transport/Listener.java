package io.carillon.sip.transport;

import java.net.InetSocketAddress;

/// One of our own listening sockets, and the name that others know it by.
///
/// @param index its number within its transport, counted from 0, as in [Flow#listener]
/// @param bound the address of the socket
/// @param host what goes into Via, Record-Route and Path: name or address, IPv6 without brackets
/// @param port what goes with it
public record Listener(
        Transport transport, int index, InetSocketAddress bound, String host, int port) {}
