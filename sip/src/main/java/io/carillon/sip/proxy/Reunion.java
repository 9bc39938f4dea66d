package io.carillon.sip.proxy;

import io.carillon.sip.message.Method;
import io.carillon.sip.transaction.TransactionKey;

import java.util.ArrayList;
import java.util.List;

/// Makes one of two states of the same request: what a former owner knew, and what has come of the
/// repetitions of the request here before that was told.
///
/// Nothing that was started by either is lost sight of: what rings must be answered or cancelled.
final class Reunion {
    private Reunion() {}

    static ResponseContext of(ResponseContext here, ResponseContext former) {
        if (here.forks().isEmpty() && !here.answered()) {
            return here.cancelled() ? former.cancel() : former;
        }
        var forks = new ArrayList<>(here.forks());
        for (var fork : former.forks()) {
            int at = indexOf(forks, fork);
            if (at < 0) forks.add(fork);
            else if (hasAnswered(fork)) forks.set(at, fork);
        }
        var both = here.with(forks);
        // A final response that has left cannot be taken back.
        if (here.answered()) return both;
        if (former.answered()) return both.with(former.server()).answer();
        var cancelled = here.cancelled() || former.cancelled();
        return cancelled ? both.cancel() : both.untried(former.untried());
    }

    /// Where the same target is tried: its branch is the same, too.
    private static int indexOf(List<Fork> forks, Fork wanted) {
        for (int i = 0; i < forks.size(); i++) {
            var fork = forks.get(i);
            boolean sameBranch = fork.key() != null && fork.key().equals(wanted.key());
            boolean sameTarget = fork.target() != null && fork.target().equals(wanted.target());
            if (sameBranch || sameTarget) return i;
        }
        return -1;
    }

    /// What is tried here has begun anew but for this: nobody rings who has accepted the call.
    private static boolean hasAnswered(Fork fork) {
        return fork.outcome() != null && fork.outcome().isSuccess();
    }

    /// Whether the request was taken back here before its state came.
    static boolean wasCancelled(Turn turn, ResponseContext former) {
        if (!former.isInvite()) return false;
        if (isCancelled(turn, former.key())) return true;
        for (var each : turn.repetitions(former)) if (isCancelled(turn, each.key())) return true;
        return false;
    }

    private static boolean isCancelled(Turn turn, TransactionKey invite) {
        var cancel = new TransactionKey(invite.branch(), invite.sentBy(), Method.CANCEL);
        return turn.find(cancel) != null;
    }
}
