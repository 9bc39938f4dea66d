package io.carillon.sharding;

/// The way to the entities of one kind, on whichever node each of them lives.
///
/// At most once, like every message between actors.
///
/// @param <C> what they are told
@FunctionalInterface
public interface Entities<C> {
    /// Tells the entity that the command is addressed to. May be called on any thread.
    void tell(C command);
}
