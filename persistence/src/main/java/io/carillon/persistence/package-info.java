/// What outlives a process. Data flow: an entity's decision becomes an event here, and a journal
/// keeps it; a later incarnation of the entity is fed the same events again.
///
/// In: events and snapshots of entities, by way of Pekko Persistence. Out: bytes with an explicit
/// manifest on disk (package `embedded`), the same events on recovery, and the list of known ids.
package io.carillon.persistence;
