/// The SIP protocol as values and pure functions, on the JDK alone: no clock, no socket, no actor,
/// no log.
package io.carillon.sip;
