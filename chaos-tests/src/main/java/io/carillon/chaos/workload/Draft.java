package io.carillon.chaos.workload;

import io.carillon.sip.message.Method;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A request but for its Via: what stays the same wherever it is sent. RFC 3261 §8.1.1.
///
/// @param target the Request-URI
/// @param from the From value, its tag included
/// @param to the To value
/// @param lines further header lines, Route among them
record Draft(
        Method method,
        String target,
        String callId,
        long cseq,
        String from,
        String to,
        List<String> lines,
        String body) {
    private static final String SDP =
            """
            v=0
            o=phone 1 1 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio 40000 RTP/AVP 0
            """
                    .replace("\n", "\r\n");

    static final String OFFER = SDP;

    /// The request with this as its only Via value.
    byte[] octets(String via) {
        var text = new StringBuilder(640);
        text.append(method).append(' ').append(target).append(" SIP/2.0\r\nVia: ").append(via);
        text.append("\r\nMax-Forwards: 70\r\nFrom: ").append(from).append("\r\nTo: ").append(to);
        text.append("\r\nCall-ID: ").append(callId).append("\r\nCSeq: ").append(cseq).append(' ');
        text.append(method).append("\r\n");
        for (var line : lines) {
            text.append(line).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Type: application/sdp\r\n");
        }
        text.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// The CANCEL of this INVITE, for the same Via (§9.1).
    Draft cancel() {
        return new Draft(Method.CANCEL, target, callId, cseq, from, to, routes(), "");
    }

    /// The ACK of a failure of this INVITE, for the same Via (§17.1.1.3).
    Draft ack(String answeredTo) {
        return new Draft(Method.ACK, target, callId, cseq, from, answeredTo, routes(), "");
    }

    /// The same once more with credentials; a new number makes it a new request (§22.2).
    Draft authorized(String line) {
        var more = new java.util.ArrayList<>(lines);
        more.add(line);
        return new Draft(method, target, callId, cseq + 1, from, to, List.copyOf(more), body);
    }

    private List<String> routes() {
        return lines.stream().filter(line -> line.startsWith("Route:")).toList();
    }
}
