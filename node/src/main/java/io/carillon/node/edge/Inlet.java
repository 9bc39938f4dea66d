package io.carillon.node.edge;

import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Flow;

/// The way in: what an edge hands every received message to.
///
/// Called on the event loop of the socket, where nothing may block: whatever waits belongs on
/// another pool.
public interface Inlet {
    /// A well-formed message; a request carries its source in the top Via already.
    void received(SipMessage message, Flow flow);

    /// Octets that are no acceptable message.
    void malformed(ParseFailure failure, Flow flow);
}
