/// The server as its users meet it: a process started with `./carillon`, known by its ports.
///
/// In: settings. Out: addresses to talk to, logs to read, a process to kill.
package io.carillon.chaos.server;
