/// The benchmark: what a call costs the server, measured from outside with SIPp and `/proc`.
///
/// In: a workload and a server, ours or another one beside it. Out: a table, and JSON.
package io.carillon.chaos.bench;
