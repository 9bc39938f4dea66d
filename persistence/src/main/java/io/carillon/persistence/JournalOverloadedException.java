package io.carillon.persistence;

/// The journal's queue is full, and this write was certainly *not* stored.
///
/// The back-pressure of the embedded journal: it reaches an entity as a rejected persist. The right
/// answer to the client is 503 with Retry-After.
public final class JournalOverloadedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JournalOverloadedException(String message) {
        super(message);
    }
}
