/// Octets to messages and back.
///
/// In: datagrams and stream octets from the edge. Out: a message, or a value that says what is
/// wrong; and the octets of a message that is to be sent.
package io.carillon.sip.codec;
