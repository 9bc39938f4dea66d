/// A telephone made of real sockets, for tests: it does what the script says, and keeps a list of
/// everything that came and was not expected.
///
/// In: what a test wants done. Out: SIP over UDP or TCP, and what came back.
package io.carillon.chaos.ua;
