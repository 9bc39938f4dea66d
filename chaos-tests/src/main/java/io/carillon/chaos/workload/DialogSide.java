package io.carillon.chaos.workload;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.SipMessage;

import java.util.List;

/// One side of a dialog: what its requests are made of. RFC 3261 §12.
///
/// @param from our side's From value
/// @param to the other side's To value
/// @param target where the other side wants requests
/// @param routes the Route values, in their order
record DialogSide(String callId, String from, String to, String target, List<String> routes) {
    static List<String> recordRoutes(SipMessage message) {
        return message.headers().values(HeaderName.RECORD_ROUTE);
    }

    static String contact(SipMessage message) {
        try {
            return message.firstAddress(HeaderName.CONTACT)
                    .map(address -> address.uri().toString())
                    .orElse("sip:nobody@invalid");
        } catch (MalformedException wrong) {
            return "sip:nobody@invalid";
        }
    }

    Draft request(Method method, long cseq) {
        var lines = routes.stream().map(route -> "Route: " + route).toList();
        return new Draft(method, target, callId, cseq, from, to, lines, "");
    }
}
