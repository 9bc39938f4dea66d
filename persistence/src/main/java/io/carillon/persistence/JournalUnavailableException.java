package io.carillon.persistence;

/// The journal cannot be opened, written or read; the message says what to do where that is known.
///
/// A write that fails with it may or may not have been stored: the entity has to recover before it
/// answers again.
public final class JournalUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JournalUnavailableException(String message) {
        super(message);
    }

    public JournalUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
