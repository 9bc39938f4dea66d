package io.carillon.sip.proxy;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transaction.NonInviteServer;

import java.util.Optional;
import java.util.OptionalLong;

/// Keeps the list of accepted calls true: who begins one, who ends one, who shows that it lives.
///
/// RFC 3261 §12.1, §15.1.1; session timers: RFC 4028 §8.
final class Dialogs {
    /// Accepted calls that are kept of one Call-ID; a caller has one, or a few when it was forked.
    /// Routing needs none of them, so what is more is merely not on the list.
    private static final int MOST = 32;

    private Dialogs() {}

    /// A request got its final response.
    static void answered(Turn turn, Request request, Response response, ProxySettings settings) {
        if (!settings.recordRoute()) return; // we would not see the BYE
        var fromTag = request.from().tag().orElse("");
        var toTag = response.to().tag().orElse("");
        if (request.method() == Method.BYE) {
            if (ends(response.status())) end(turn, request, response);
        } else if (response.isSuccess() && request.method() == Method.INVITE) {
            if (!refresh(turn, fromTag, toTag, response) && !isOver(turn, fromTag, toTag)) {
                begin(turn, request, response);
            }
        } else if (response.isSuccess() && request.method() == Method.UPDATE) {
            refresh(turn, fromTag, toTag, response);
        }
    }

    /// A BYE that is challenged, or refused to a stranger, leaves the call as it was; any other
    /// ends it, also when it finds nobody: who has sent it takes the call for ended (§15.1.1).
    private static boolean ends(int status) {
        return status != 401 && status != 403 && status != 407;
    }

    /// After a crash its new owner may hear of a call for the first time by its BYE. Of two parties
    /// that hang up at the same time, one comes second.
    private static void end(Turn turn, Request bye, Response response) {
        var fromTag = bye.from().tag().orElse("");
        var toTag = response.to().tag().orElse("");
        var by = Optional.of(bye.from().uri().toString());
        for (int i = 0; i < turn.dialogs.size(); i++) {
            var dialog = turn.dialogs.get(i);
            if (!dialog.matches(fromTag, toTag)) continue;
            turn.dialogs.remove(i);
            turn.effects.add(ended(dialog, by));
            return;
        }
        if (!response.isSuccess() || !bye.isInDialog() || isSecondBye(turn, bye)) return;
        turn.effects.add(
                new ProxyEffect.Ended(
                        bye.from().uri().toString(),
                        bye.to().uri().toString(),
                        fromTag,
                        toTag,
                        OptionalLong.empty(),
                        by));
    }

    /// Whether the other party has hung up before.
    private static boolean isSecondBye(Turn turn, Request bye) {
        return isHungUp(turn, bye.to().tag().orElse(""), bye.from().tag().orElse(""));
    }

    /// Whether the party with the first tag has hung up on the other.
    private static boolean isHungUp(Turn turn, String by, String on) {
        for (var context : turn.contexts) {
            if (context.method() == Method.BYE
                    && context.server()
                            instanceof
                            ServerTransaction.Other(NonInviteServer.State.Completed(var last))
                    && ends(last.status())
                    && last.from().tag().orElse("").equals(by)
                    && last.to().tag().orElse("").equals(on)) {
                return true;
            }
        }
        return false;
    }

    /// Whether either party has hung up, as far as that is remembered. Its new owner may hear of a
    /// call's end first, and then of its beginning: by its state, or because a copied INVITE is
    /// sent, and accepted, once more.
    static boolean isOver(Turn turn, String oneTag, String otherTag) {
        return isHungUp(turn, oneTag, otherTag) || isHungUp(turn, otherTag, oneTag);
    }

    private static ProxyEffect.Ended ended(Dialog dialog, Optional<String> by) {
        return new ProxyEffect.Ended(
                dialog.caller(),
                dialog.callee(),
                dialog.callerTag(),
                dialog.calleeTag(),
                OptionalLong.of(dialog.startedAt()),
                by);
    }

    private static void begin(Turn turn, Request request, Response response) {
        if (turn.dialogs.size() >= MOST) return;
        turn.dialogs.add(
                new Dialog(
                        request.from().uri().toString(),
                        request.to().uri().toString(),
                        request.from().tag().orElse(""),
                        response.to().tag().orElse(""),
                        turn.now,
                        turn.now + lifetime(response)));
    }

    private static boolean refresh(Turn turn, String fromTag, String toTag, Response response) {
        for (int i = 0; i < turn.dialogs.size(); i++) {
            var dialog = turn.dialogs.get(i);
            if (dialog.matches(fromTag, toTag)) {
                turn.dialogs.set(i, dialog.aliveUntil(turn.now + lifetime(response)));
                return true;
            }
        }
        return false;
    }

    private static long lifetime(Response response) {
        var interval = response.headers().value(HeaderName.SESSION_EXPIRES);
        if (interval.isEmpty()) return Dialog.DEFAULT_LIFETIME_MILLIS;
        var text = interval.get();
        long seconds = 0;
        for (int i = 0; i < text.length() && Character.isDigit(text.charAt(i)); i++) {
            seconds = Math.min(1_000_000, seconds * 10 + text.charAt(i) - '0');
        }
        // The refresh is due at half of it; what is not refreshed by its end is over.
        return seconds == 0 ? Dialog.DEFAULT_LIFETIME_MILLIS : seconds * 1000;
    }

    /// Drops the calls that have shown no sign of life for too long.
    static void expire(Turn turn) {
        for (int i = turn.dialogs.size() - 1; i >= 0; i--) {
            if (turn.dialogs.get(i).expiresAt() > turn.now) continue;
            turn.effects.add(ended(turn.dialogs.remove(i), Optional.empty()));
        }
    }
}
