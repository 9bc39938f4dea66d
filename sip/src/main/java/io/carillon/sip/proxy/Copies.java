package io.carillon.sip.proxy;

import io.carillon.sip.transaction.InviteClient;
import io.carillon.sip.transaction.InviteServer;
import io.carillon.sip.transaction.TransactionKey;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Decides when another node must be told of INVITEs that are under way, and what.
///
/// A node that goes on with a copy repeats what the copy says is unfinished, and a phone that has
/// finished would ring once more. So the copy is changed before anything leaves that lets a far end
/// forget: the ACK of a refusal, the CANCEL, the final response upstream. An answered INVITE is
/// kept on while others still ring for it, and a refused one until the refusal is acknowledged.
///
/// Only where all who were asked are done with it, or have accepted, may that become known a little
/// later: nobody is asked again, or he takes what is repeated for what it is.
///
/// Requests other than INVITE are not copied: their clients repeat them.
final class Copies {
    private Copies() {}

    /// Puts before the effects of a step what must be known elsewhere first.
    static void bringUpToDate(List<ProxyEffect> effects, CallState before, CallState after) {
        var known = worthKeeping(before);
        var wanted = worthKeeping(after);
        if (wanted.isEmpty() && !known.isEmpty()) {
            effects.addFirst(new ProxyEffect.Forget(!isHarmless(known, after)));
        } else if (!isSame(known, wanted)) {
            effects.addFirst(new ProxyEffect.Keep(copy(wanted, after.deadlines)));
        }
    }

    /// Whether no phone would ring if somebody went on with the last copy, though all is over: who
    /// has accepted an INVITE knows it for as long as it may be repeated (RFC 6026 §7.1). Who has
    /// refused it does not, once the ACK has come.
    private static boolean isHarmless(List<ResponseContext> known, CallState after) {
        for (var context : known) {
            if (context.cancelled() || !context.untried().isEmpty()) return false;
            // Nobody was asked yet: whoever went on with it would begin with that.
            if (!context.answered() && context.forks().isEmpty()) return false;
            for (var fork : context.forks()) {
                if (!fork.isFinished() && !hasAccepted(fork, context.key(), after)) return false;
            }
        }
        return true;
    }

    private static boolean hasAccepted(Fork fork, TransactionKey context, CallState after) {
        if (fork.key() == null || fork.unwanted() || !fork.later().isEmpty()) return false;
        for (var each : after.contexts) {
            if (!each.key().equals(context)) continue;
            for (var now : each.forks()) {
                if (fork.key().equals(now.key())
                        && now.client() instanceof ClientTransaction.Invite(var client)) {
                    return client instanceof InviteClient.State.Accepted;
                }
            }
        }
        return false;
    }

    private static List<ResponseContext> worthKeeping(CallState state) {
        List<ResponseContext> worth = List.of();
        for (var context : state.contexts) {
            if (!isKept(context)) continue;
            if (worth.isEmpty()) worth = new ArrayList<>(2);
            worth.add(context);
        }
        return worth;
    }

    /// Before there are targets the caller repeats the INVITE; once it was sent a 100, it does not.
    private static boolean isKept(ResponseContext context) {
        if (!(context.server() instanceof ServerTransaction.Invite(var server))) return false;
        if (!context.answered()) {
            return !context.forks().isEmpty() || !(server instanceof InviteServer.State.Trying);
        }
        if (context.forks().isEmpty()) {
            return context.isRepetition() && server instanceof InviteServer.State.Completed;
        }
        return !context.allFinished()
                || server instanceof InviteServer.State.Completed
                || server instanceof InviteServer.State.Accepted && mayBeRefusedAgain(context);
    }

    /// Whether a far end that has refused may not know yet that this was heard. What it says once
    /// more must find its transaction: nobody else can tell that the call was accepted elsewhere.
    private static boolean mayBeRefusedAgain(ResponseContext context) {
        for (var fork : context.forks()) {
            if (fork.client() instanceof ClientTransaction.Invite(var client)
                    && client instanceof InviteClient.State.Completed) {
                return true;
            }
        }
        return false;
    }

    /// Whether whoever goes on with the one would do the same as with the other.
    private static boolean isSame(List<ResponseContext> known, List<ResponseContext> wanted) {
        if (known.size() != wanted.size()) return false;
        for (int i = 0; i < known.size(); i++) {
            if (!isSame(known.get(i), wanted.get(i))) return false;
        }
        return true;
    }

    private static boolean isSame(ResponseContext known, ResponseContext wanted) {
        if (known == wanted) return true;
        if (!known.key().equals(wanted.key())
                || known.answered() != wanted.answered()
                || known.cancelled() != wanted.cancelled()
                || known.forks().size() != wanted.forks().size()
                || known.untried().size() != wanted.untried().size()) {
            return false;
        }
        for (int i = 0; i < known.forks().size(); i++) {
            if (!isSame(known.forks().get(i), wanted.forks().get(i))) return false;
        }
        return true;
    }

    /// That a phone rings is nothing to tell: it says so again when the INVITE is repeated.
    private static boolean isSame(Fork known, Fork wanted) {
        return known == wanted
                || known.attempt() == wanted.attempt()
                        && known.unwanted() == wanted.unwanted()
                        && known.isFinished() == wanted.isFinished()
                        && (known.client() == null) == (wanted.client() == null)
                        && (known.cancel() == null) == (wanted.cancel() == null);
    }

    private static CallState copy(List<ResponseContext> contexts, Deadlines running) {
        var keys = new HashSet<TransactionKey>();
        for (var context : contexts) {
            keys.add(context.key());
            for (var fork : context.forks()) {
                if (fork.key() != null) keys.add(fork.key());
                if (fork.cancelKey() != null) keys.add(fork.cancelKey());
            }
        }
        var deadlines = new ArrayList<Deadlines.Deadline>();
        for (var deadline : running.running()) {
            if (keys.contains(deadline.transaction())) deadlines.add(deadline);
        }
        return new CallState(
                List.copyOf(contexts), List.of(), new Deadlines(List.copyOf(deadlines)));
    }
}
