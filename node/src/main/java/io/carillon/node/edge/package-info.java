/// Where messages come in from the network: event loops, sockets and connections.
///
/// In: datagrams and stream octets. Out: parsed messages with the flow they came by, called in on
/// the event loop of their socket; and the sockets that answers leave by.
package io.carillon.node.edge;
