/// What outlives a process. Data flow: an entity's decision becomes an event here, and a journal
/// keeps it; a later incarnation of the entity is fed the same events again.
///
/// ```
/// AorEntity.decide -> AorEvent -> EventCodec -> journal => AorEntity.evolve -> AorState
/// ```
/// [PersistenceIds] names the entity, [Retention] bounds its past, [EntityDirectory] lists them
/// all.
///
/// In: events and snapshots of entities, by way of Pekko Persistence. Out: bytes with an explicit
/// manifest on disk (package `embedded`), the same events on recovery, and the known ids.
package io.carillon.persistence;
