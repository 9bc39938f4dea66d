/// Cassandra as the journal of a cluster: pekko-persistence-cassandra, with our schema and settings
/// (schema.cql, cassandra-plugin.conf, cassandra.conf), and what keeps a database in trouble from
/// becoming trouble for callers.
///
/// ```
/// AorEntity -> CassandraEvents -> Requests -> JournalThrottler (Breaker) -> driver => Cassandra
/// ```
/// In: events and snapshots of entities. Out: rows of three tables; whether writing makes sense
/// now.
package io.carillon.persistence.cassandra;
