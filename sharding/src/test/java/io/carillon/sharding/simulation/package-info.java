/// A whole cluster in one thread: the pure rules of all nodes, phones on both sides, a network and
/// faults, in virtual time, all chance from one seed.
///
/// In: a seed. Out: whether every promise was kept, and if not, the ladder of the first call that
/// shows it. What is real: the proxy core, the registrar's rules, the tables of the hand-over, the
/// transaction machines of the phones. What stands in: actors, shard regions, sockets, the journal.
/// Read [Scenario] first, then [Cluster].
package io.carillon.sharding.simulation;
