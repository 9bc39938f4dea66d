package io.carillon.sip.proxy;

import io.carillon.sip.transaction.InviteServer;
import io.carillon.sip.transaction.NonInviteServer;
import io.carillon.sip.transaction.TransactionKey;

import java.util.ArrayList;
import java.util.List;

/// Tells a request that its sender repeats by another edge from a new one.
///
/// A client that hears nothing from one server sends the same request to the next, with a new
/// branch (RFC 3263 §4.3). Further on that would be a second request, which a phone that has the
/// first refuses (RFC 3261 §8.2.2.2). So it is not forwarded: it joins the response context of the
/// first, and what that says upstream is said to both, for nobody knows which of them its sender
/// still listens for.
///
/// @param likeness equal, but by chance, for requests that differ by their branch and their way
///     only ([Branches#likeness]); 0 for a request that joins no other, such as a CANCEL
/// @param of the first such request; null if this is the first
public record Repetition(long likeness, TransactionKey of) {
    /// Of one request. Each response goes back by all of them, which nobody shall use to have us
    /// send much for little; a client that tries the next edge once a second for 32 s has fewer.
    static final int MOST = 32;

    static Repetition first(long likeness) {
        return new Repetition(likeness, null);
    }

    /// The request that one of this likeness repeats, or null if it is to be forwarded.
    ///
    /// What was refused is tried anew: its sender was told, and has reasons to try once more.
    static ResponseContext firstOf(Turn turn, long likeness) {
        for (var context : turn.contexts) {
            var repetition = context.repetition();
            if (repetition.likeness == likeness
                    && likeness != 0
                    && repetition.of == null
                    && (!context.answered() || hasSucceeded(context.server()))) {
                return context;
            }
        }
        return null;
    }

    /// Repetitions that came to a new owner before the state of the first request did, and of which
    /// nothing has left yet.
    static List<ResponseContext> begunBefore(Turn turn, ResponseContext adopted) {
        var found = new ArrayList<ResponseContext>(0);
        long likeness = adopted.repetition().likeness;
        for (var context : turn.contexts) {
            if (likeness != 0
                    && context.repetition().likeness == likeness
                    && !adopted.isRepetition()
                    && !context.isRepetition()
                    && !context.key().equals(adopted.key())
                    && !context.answered()
                    && context.forks().isEmpty()) {
                found.add(context);
            }
        }
        return found;
    }

    private static boolean hasSucceeded(ServerTransaction server) {
        return switch (server) {
            case ServerTransaction.Invite(var state) ->
                    state instanceof InviteServer.State.Accepted;
            case ServerTransaction.Other(var state) ->
                    state instanceof NonInviteServer.State.Completed(var last) && last.isSuccess();
        };
    }
}
