/// Where messages come from and go to, as values: no socket is opened here.
///
/// In: what the edge knows of a received message. Out: where the edge is to send one.
package io.carillon.sip.transport;
