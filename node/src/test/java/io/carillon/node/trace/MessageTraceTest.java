package io.carillon.node.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.node.trace.MessageTrace.Event;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/// What a trace keeps, in which order, and when it forgets.
final class MessageTraceTest {
    private static final String PEER = "udp:192.0.2.1:5060";

    private static SipMessage request(String method, String callId) {
        var text =
                """
                %1$s sip:bob@example.com SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKone
                From: <sip:alice@example.com>;tag=a
                To: <sip:bob@example.com>
                Call-ID: %2$s
                CSeq: 7 %1$s
                Max-Forwards: 70
                Content-Length: 0

                """
                        .formatted(method, callId)
                        .replace("\n", "\r\n");
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return (SipMessage) new MessageParser(Limits.DEFAULT).parse(octets);
    }

    @Test
    void theMessagesOfACallAreFoundInTheirOrder() {
        var trace = new MessageTrace(10_000);
        var invite = request("INVITE", "a");

        trace.add(Event.RECEIVED, PEER, invite);
        trace.add(Event.SENT, PEER, request("BYE", "b"));
        trace.add(Event.SENT, PEER, Response.to((Request) invite, 180, "t"));

        assertThat(trace.of("a"))
                .extracting(MessageTrace.Line::event)
                .containsExactly(Event.RECEIVED, Event.SENT);
        assertThat(trace.of("a"))
                .extracting(MessageTrace.Line::message)
                .containsExactly("7 INVITE  z9hG4bKone", "180 (7 INVITE)  z9hG4bKone");
        assertThat(trace.of("c")).isEmpty();
    }

    @Test
    void registrationsAreNoCalls() {
        var trace = new MessageTrace(10_000);

        trace.add(Event.RECEIVED, PEER, request("REGISTER", "a"));

        assertThat(trace.of("a")).isEmpty();
    }

    @Test
    void theOldestIsForgottenWhereMemoryEnds() {
        var trace = new MessageTrace(10_000);

        for (int i = 0; i < 1_000; i++) trace.add(Event.RECEIVED, PEER, request("INVITE", "c" + i));

        assertThat(trace.of("c0")).isEmpty();
        assertThat(trace.of("c999")).hasSize(1);
        long kept = 0;
        for (int i = 0; i < 1_000; i++) kept += trace.of("c" + i).size();
        assertThat(kept).isBetween(20L, 50L); // each takes 200 octets and its text
    }
}
