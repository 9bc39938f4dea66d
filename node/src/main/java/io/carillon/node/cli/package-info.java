/// Commands that ask a running node over its HTTP interface.
///
/// In: command lines. Out: requests to a node, and its answers as lines of text.
package io.carillon.node.cli;
