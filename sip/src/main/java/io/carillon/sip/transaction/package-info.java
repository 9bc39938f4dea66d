/// The four transaction machines of RFC 3261 §17, as redrawn by RFC 6026, and the keys that match
/// messages to them.
///
/// In: a state, an event, the timers' values. Out: the next state and a list of effects. The proxy
/// core keeps the states, performs the effects and is the "TU" of the RFC's figures.
package io.carillon.sip.transaction;
