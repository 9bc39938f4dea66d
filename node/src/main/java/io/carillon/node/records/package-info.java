/// What is written down about calls, for billing and for checkers.
///
/// In: calls that have ended, from their entities. Out: a file of JSON lines.
package io.carillon.node.records;
