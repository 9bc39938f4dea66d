package io.carillon.persistence;

import java.util.Optional;

/// Tells whether the journal can store events right now.
///
/// Cheap enough to be asked for each readiness probe: it reports what the last write met and does
/// no work of its own. It says nothing about load; a full queue is not ill health.
public interface JournalHealth {

    /// What is wrong in one line for an operator, or empty while writes succeed.
    Optional<String> trouble();

    /// True while writes succeed.
    default boolean healthy() {
        return trouble().isEmpty();
    }

    /// Whether it finds out by itself when trouble is over. One that does not has to be shown, by a
    /// write now and then.
    default boolean noticesRecovery() {
        return false;
    }
}
