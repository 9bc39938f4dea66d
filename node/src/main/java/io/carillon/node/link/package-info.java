/// The node's own connections to the other nodes: what is on the path of a call goes by them, on
/// the event loops, many messages to one write.
///
/// In: commands for entities and messages for actors of other nodes. Out: the same, told there on
/// an event loop. Whatever cannot go by a link goes by the actor system, so nothing depends on
/// them. Read [Links] first.
package io.carillon.node.link;
