package io.carillon.sip.location;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Request;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// REGISTER requests for tests, through the real parser.
public final class Registers {
    private static final MessageParser PARSER = new MessageParser(Limits.DEFAULT);

    private Registers() {}

    /// A REGISTER of alice@example.com with these further header lines, separated by line breaks.
    public static Request register(String callId, long cseq, String lines) {
        return register("UDP 192.0.2.4:5060", callId, cseq, lines);
    }

    /// As above, with this transport and sent-by in the Via.
    public static Request register(String via, String callId, long cseq, String lines) {
        return parse(
                """
                REGISTER sip:example.com SIP/2.0
                Via: SIP/2.0/%s;branch=z9hG4bK%s%d
                Max-Forwards: 70
                From: <sip:alice@example.com>;tag=a1
                To: <sip:alice@example.com>
                Call-ID: %s
                CSeq: %d REGISTER
                %s
                Content-Length: 0

                """
                        .formatted(via, callId, cseq, callId, cseq, lines)
                        .replace("\n\nContent", "\nContent"));
    }

    /// A request as it stands, with LF for CRLF.
    public static Request parse(String text) {
        var octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return switch (PARSER.parse(octets)) {
            case Request request -> request;
            case io.carillon.sip.message.Response _ -> throw new AssertionError("a response");
            case io.carillon.sip.message.ParseFailure failure ->
                    throw new AssertionError(failure.reason());
        };
    }

    /// A flow over UDP from this address.
    public static Flow udpFrom(String host, int port) {
        return new Flow(Transport.UDP, 0, 0, new InetSocketAddress(host, port));
    }

    /// A connection of this number.
    public static Flow connection(Transport transport, long number) {
        return new Flow(transport, 0, number, new InetSocketAddress("198.51.100.7", 40_000));
    }
}
