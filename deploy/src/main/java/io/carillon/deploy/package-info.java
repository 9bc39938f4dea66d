/// Whole clusters as real processes on one machine.
///
/// In: the commands of an operator and of tests. Out: processes, their folders, their pids.
package io.carillon.deploy;
