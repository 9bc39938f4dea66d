/// A local cluster: real nodes, edges and databases as detached processes on loopback addresses.
///
/// In: a plan, or the name of a member. Out: processes that outlive the command, and a folder that
/// says all there is to know of them. What a node is told it is told as an operator tells it: by a
/// file of settings, a command line and signals.
package io.carillon.deploy.cluster;
