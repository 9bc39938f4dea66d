package io.carillon.sip.message;

/// Says that a text is not what the grammar of RFC 3261 §25 asks for, and why.
///
/// It is checked and has no stack trace: a malformed header is an expected value of the input and
/// costs as little as any other; each caller turns it into its own verdict at once.
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    /// `reason` is shown to the sender: it names the part and the fault, and never echoes input.
    public MalformedException(String reason) {
        super(reason, null, false, false);
    }
}
