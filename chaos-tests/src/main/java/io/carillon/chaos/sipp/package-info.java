/// SIPp as the generator of load: its scenarios (resources `sipp/*.xml`), its command line, and
/// what it counts.
///
/// In: a scenario, a rate and a number. Out: calls done and failed, response times.
package io.carillon.chaos.sipp;
