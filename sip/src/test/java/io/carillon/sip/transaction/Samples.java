package io.carillon.sip.transaction;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.nio.charset.StandardCharsets;

/// The messages that machines are tested with: one call, named by method and status alone.
final class Samples {
    private Samples() {}

    static Request request(String method) {
        var text =
                """
                %1$s sip:bob@192.0.2.4 SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK74bf9
                Route: <sip:192.0.2.9;lr>
                Max-Forwards: 70
                From: Alice <sip:alice@example.com>;tag=9fxced76sl
                To: Bob <sip:bob@example.com>
                Call-ID: 3848276298220188511@192.0.2.1
                CSeq: 2 %1$s
                Content-Length: 0

                """
                        .formatted(method)
                        .replace("\n", "\r\n");
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return (Request) new MessageParser(Limits.DEFAULT).parse(bytes);
    }

    static Response response(String method, int status) {
        return Response.to(request(method), status, "314159");
    }
}
