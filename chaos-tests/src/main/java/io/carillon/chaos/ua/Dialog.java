package io.carillon.chaos.ua;

import io.carillon.sip.message.Body;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.message.Uri;

import java.util.List;

/// One side of a dialog: what its requests are made of. RFC 3261 §12.
///
/// @param from our side's From value
/// @param to the other side's To value
/// @param target where the other side wants requests
/// @param routes the Route values, in their order
/// @param cseq the number of our last request
record Dialog(String from, String to, String callId, Uri target, List<String> routes, long cseq) {
    /// The caller's side, made by the answer to its INVITE.
    static Dialog ofCaller(Request invite, Response answer) {
        return new Dialog(
                invite.from().toString(),
                answer.to().toString(),
                invite.callId(),
                target(answer),
                answer.headers().values(HeaderName.RECORD_ROUTE).reversed(),
                invite.cseq().number());
    }

    /// The callee's side, made by its own answer.
    static Dialog ofCallee(Request invite, Response answer) {
        return new Dialog(
                answer.to().toString(),
                invite.from().toString(),
                invite.callId(),
                target(invite),
                invite.headers().values(HeaderName.RECORD_ROUTE),
                0);
    }

    private static Uri target(SipMessage message) {
        try {
            return message.firstAddress(HeaderName.CONTACT)
                    .orElseThrow(() -> new AssertionError("no Contact in " + message))
                    .uri();
        } catch (MalformedException wrong) {
            throw new AssertionError("bad Contact in " + message, wrong);
        }
    }

    /// The ACK of a 2xx: the INVITE's own number.
    Request ack(Requests requests) {
        return request(requests, Method.ACK, cseq);
    }

    /// The next request.
    Request next(Requests requests, Method method) {
        return request(requests, method, cseq + 1);
    }

    private Request request(Requests requests, Method method, long number) {
        var ids = new Requests.Ids(from, to, callId, number);
        var lines = routes.stream().map(route -> Header.of(HeaderName.ROUTE, route)).toList();
        return requests.of(method, target, ids, lines, Body.NONE);
    }
}
