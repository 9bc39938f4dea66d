/// The process: its commands, and how a node is put together, started and stopped.
///
/// In: command lines and signals. Out: a running node, or the answers of one that runs elsewhere.
package io.carillon.node;
