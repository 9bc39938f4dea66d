/// What passed a node of each call, kept in memory for a while for whoever asks.
///
/// In: messages at the sockets and at call entities. Out: lists by Call-ID. Not there at all unless
/// the configuration gives it memory.
package io.carillon.node.trace;
