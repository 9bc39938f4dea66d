/// Where a user can be reached: the registrar's rules and the bindings they make.
///
/// In: REGISTER requests and the bindings before them. Out: events to store, the bindings after,
/// the answer; and for the proxy, the targets of a call.
package io.carillon.sip.location;
