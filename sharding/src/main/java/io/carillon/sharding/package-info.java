/// Who owns what: the kinds of entities, and which shard an id lives in.
///
/// In: messages that carry the id they are for. Out: the entity of that id, on whichever node it
/// lives. Read [EntityTypes] first.
package io.carillon.sharding;
