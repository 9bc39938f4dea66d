package io.carillon.sip.proxy;

import io.carillon.sip.location.Target;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Hop;

import java.util.List;

/// One branch of a response context: a target, and the client transaction that tries it.
///
/// Immutable; [ForkControl] alone changes it. Null stands for "not yet" or "no more" in the fields
/// that say so.
///
/// @param target where it goes; null once it has a final response
/// @param later further destinations to try should this one fail (RFC 3263 §4.3)
/// @param attempt how many destinations were tried before this one
/// @param key of the client transaction; null while the host is being resolved
/// @param sent the request as it was sent; null before, and once it has a final response
/// @param hop where it was sent; null before
/// @param client the client transaction; null before
/// @param cancelKey of the CANCEL's client transaction; null unless one was sent
/// @param cancel the CANCEL's client transaction; null unless one was sent
/// @param ringing whether a provisional response has come, so that a CANCEL may be sent (§9.1)
/// @param unwanted whether it is to be cancelled as soon as it may
/// @param outcome the final response, ours where the far end gave none; null while there is none
public record Fork(
        Target target,
        List<Destination> later,
        int attempt,
        TransactionKey key,
        Request sent,
        Hop hop,
        ClientTransaction client,
        TransactionKey cancelKey,
        ClientTransaction cancel,
        boolean ringing,
        boolean unwanted,
        Response outcome) {

    static Fork to(Target target) {
        return new Fork(
                target, List.of(), 0, null, null, null, null, null, null, false, false, null);
    }

    Fork resolved(List<Destination> rest, int nowAttempt) {
        return new Fork(
                target,
                rest,
                nowAttempt,
                key,
                sent,
                hop,
                client,
                cancelKey,
                cancel,
                ringing,
                unwanted,
                outcome);
    }

    /// To be tried by no other way any more.
    Fork onlyThisWay() {
        return new Fork(
                target.withoutFlow(),
                List.of(),
                attempt,
                key,
                sent,
                hop,
                client,
                cancelKey,
                cancel,
                ringing,
                unwanted,
                outcome);
    }

    Fork started(TransactionKey as, Request request, Hop by, ClientTransaction with) {
        return new Fork(
                target, later, attempt, as, request, by, with, cancelKey, cancel, ringing, unwanted,
                outcome);
    }

    /// The same transaction, by another flow.
    Fork movedTo(Target at, Hop by) {
        return new Fork(
                at, later, attempt, key, sent, by, client, cancelKey, cancel, ringing, unwanted,
                outcome);
    }

    /// The phone has said something by this way, and is reached by it from now on.
    Fork reachedBy(Hop by) {
        return movedTo(target, by);
    }

    Fork with(ClientTransaction next) {
        return new Fork(
                target, later, attempt, key, sent, hop, next, cancelKey, cancel, ringing, unwanted,
                outcome);
    }

    Fork cancelling(TransactionKey as, ClientTransaction with) {
        return new Fork(
                target, later, attempt, key, sent, hop, client, as, with, ringing, unwanted,
                outcome);
    }

    Fork rings() {
        return ringing
                ? this
                : new Fork(
                        target, later, attempt, key, sent, hop, client, cancelKey, cancel, true,
                        unwanted, outcome);
    }

    /// As it was when it rang and nobody had cancelled it yet.
    Fork rung() {
        return new Fork(
                target,
                later,
                attempt,
                key,
                sent,
                hop,
                client.rung(sent),
                null,
                null,
                ringing,
                unwanted,
                outcome);
    }

    Fork notWanted() {
        return new Fork(
                target, List.of(), attempt, key, sent, hop, client, cancelKey, cancel, ringing,
                true, outcome);
    }

    /// With its final response; the request is let go. The hop stays, for ACKs are sent by it.
    Fork finished(Response with) {
        return new Fork(
                null, List.of(), attempt, key, null, hop, client, cancelKey, cancel, ringing,
                unwanted, with);
    }

    /// With a final response of ours, while its phone rings somewhere and has to be told that it
    /// need not: with all that a CANCEL takes.
    Fork untold(Response with) {
        return new Fork(
                target, List.of(), attempt, key, sent, hop, client, null, null, ringing, true,
                with);
    }

    /// With its final response let go as well, once it can no more be chosen.
    Fork settled() {
        if (outcome == null || outcome.headers().size() == 0) return this;
        var bare = Response.of(outcome.status(), "", NO_HEADERS, NO_BODY);
        return isUntold() ? untold(bare) : finished(bare);
    }

    private static final io.carillon.sip.message.Headers NO_HEADERS =
            io.carillon.sip.message.Headers.NONE;
    private static final io.carillon.sip.message.Body NO_BODY = io.carillon.sip.message.Body.NONE;

    boolean isFinished() {
        return outcome != null;
    }

    /// Whether its phone is still to be told that it need not ring.
    boolean isUntold() {
        return outcome != null && sent != null && cancel == null;
    }

    /// Whether nothing of it runs any more.
    boolean isOver() {
        return outcome != null
                && (client == null || client.isOver())
                && (cancel == null || cancel.isOver());
    }
}
