package io.carillon.sharding;

/// A message that finds its entity by itself: it carries the id that it is addressed to, so that
/// no envelope is needed.
public interface Addressed {
    /// The Call-ID, or `user@domain` of an address-of-record.
    String entityId();
}
