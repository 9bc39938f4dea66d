/// Real Cassandra from Maven artifacts, each node a process of its own on a JDK 17.
///
/// In: an address and a folder. Out: a database that accepts CQL on port 9042.
package io.carillon.deploy.cassandra;
