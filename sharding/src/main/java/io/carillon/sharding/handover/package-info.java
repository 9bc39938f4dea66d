/// How calls outlive the node that has them: states travel to the next owner, and copies of
/// ringing INVITEs wait on another node.
///
/// In: the state of an entity that stops, what entities and other nodes ask and tell. Out: the same
/// state, told to the next incarnation wherever it is. Read [HandoverTable] first.
package io.carillon.sharding.handover;
