/// Who sent this: digest authentication without shared state, and the keys it needs.
///
/// In: a cluster secret, credentials of requests, the time. Out: challenges and verdicts.
package io.carillon.sip.auth;
