/// The proxy of RFC 3261 §16 as a fold over events.
///
/// In: requests and responses of one Call-ID, fired timers, answers of the location service.
/// Out: what to send where, what to look up, which timers to set.
package io.carillon.sip.proxy;
