package io.carillon.sip.proxy;

/// A call that was accepted through us and has not ended, as far as we can see: for the operator's
/// list and count. Routing needs none of it. RFC 3261 §12.
///
/// @param caller the From URI of the INVITE
/// @param callee the To URI of the INVITE
/// @param callerTag the From tag of the INVITE
/// @param calleeTag the To tag of its 2xx
/// @param startedAt when the 2xx passed, epoch milliseconds
/// @param expiresAt when it is forgotten without a sign of life, epoch milliseconds (RFC 4028)
public record Dialog(
        String caller,
        String callee,
        String callerTag,
        String calleeTag,
        long startedAt,
        long expiresAt) {
    /// Without a session timer we cannot know that a call ended if its BYE went another way.
    static final long DEFAULT_LIFETIME_MILLIS = 12L * 60 * 60 * 1000;

    /// Whether a message with these tags, in either direction, belongs to this dialog.
    boolean matches(String fromTag, String toTag) {
        return callerTag.equals(fromTag) && calleeTag.equals(toTag)
                || callerTag.equals(toTag) && calleeTag.equals(fromTag);
    }

    Dialog shifted(long millis) {
        return new Dialog(
                caller, callee, callerTag, calleeTag, startedAt + millis, expiresAt + millis);
    }

    Dialog aliveUntil(long millis) {
        return new Dialog(caller, callee, callerTag, calleeTag, startedAt, millis);
    }
}
