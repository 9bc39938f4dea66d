/// The way out: which socket a message leaves by, and what a name resolves to.
///
/// In: messages and hops from entities. Out: writes to the edge's sockets.
package io.carillon.node.outbound;
