/// How entities reach the sockets of an edge.
///
/// In: messages and hops from entities. Out: calls of the edge that owns the socket.
package io.carillon.sharding.flow;
