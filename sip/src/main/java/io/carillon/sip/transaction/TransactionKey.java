package io.carillon.sip.transaction;

import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.message.Via;

/// What a message must share with a transaction to belong to it. A server's and a client's keys are
/// kept apart by whoever keeps the transactions; they mean different things.
///
/// Branches compare octet by octet: whoever answers or cancels copies them.
/// RFC 3261 §17.1.3, §17.2.3.
///
/// @param branch of the top Via; for a request without the magic cookie a text that no branch can
///     be, made of what RFC 2543 matches by
/// @param sentBy of the top Via of a server's request, `host[:port]` in lower case; empty for a
///     client, whose branches are its own
/// @param method of the request, but INVITE for an ACK
public record TransactionKey(String branch, String sentBy, Method method) {
    /// The server transaction that a request belongs to or begins; that of an ACK is the INVITE's.
    public static TransactionKey ofServer(Request request) {
        return server(request, request.method() == Method.ACK ? Method.INVITE : request.method());
    }

    /// The server transaction that a CANCEL wants to end: the INVITE's (§9.2).
    public static TransactionKey ofCancelled(Request cancel) {
        return server(cancel, Method.INVITE);
    }

    /// The server transaction that a response belongs to once our own Via is taken off it.
    public static TransactionKey ofAnswered(Response response) {
        var via = response.topVia();
        return new TransactionKey(via.branch().orElse(""), via.sentBy(), response.method());
    }

    /// The client transaction that a response answers; also that of a request we are about to send,
    /// our own Via on top.
    public static TransactionKey ofClient(SipMessage message) {
        return new TransactionKey(message.topVia().branch().orElse(""), "", message.method());
    }

    private static TransactionKey server(Request request, Method method) {
        var via = request.topVia();
        var branch = via.hasUniqueBranch() ? via.branch().orElseThrow() : oldStyle(request, via);
        return new TransactionKey(branch, via.sentBy(), method);
    }

    /// RFC 2543 also compares the To tag, which an INVITE and its ACK do not share, and the
    /// Request-URI, which says nothing more once all of this is equal.
    private static String oldStyle(Request request, Via via) {
        return String.join(
                " ",
                request.callId(),
                Long.toString(request.cseq().number()),
                request.from().tag().orElse(""),
                via.transport(),
                via.branch().orElse(""));
    }
}
