package io.carillon.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

/// Goal: responses hold what RFC 3261 §8.2.6 asks for, CANCEL and ACK what §9.1 and §17.1.1.3 do,
/// and malformed requests are answered where they can be and only there.
class AnswerTest {
    private static final String INVITE =
            """
            INVITE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP a.example.com;branch=z9hG4bK1
            Via: SIP/2.0/UDP b.example.com;branch=z9hG4bK2
            Max-Forwards: 70
            Route: <sip:p.example.com;lr>
            To: Bob <sip:bob@example.com>
            From: "Alice" <sip:alice@example.com>;tag=88
            Call-ID: a84b
            CSeq: 7 INVITE
            Timestamp: 54
            Content-Length: 0

            """;

    private static final MessageParser PARSER = new MessageParser(Limits.DEFAULT);

    private static byte[] octets(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Request request(String text) {
        return (Request) PARSER.parse(octets(text));
    }

    private static String verdict(String text) {
        return TortureTest.verdict(PARSER.parse(octets(text)));
    }

    @Test
    void responseCopiesWhatTheRequestSays() {
        var response = Response.to(request(INVITE), 486, "99");
        assertThat(new String(MessageWriter.bytes(response), StandardCharsets.ISO_8859_1))
                .isEqualTo(
                        """
                        SIP/2.0 486 Busy Here
                        Via: SIP/2.0/UDP a.example.com;branch=z9hG4bK1
                        Via: SIP/2.0/UDP b.example.com;branch=z9hG4bK2
                        From: "Alice" <sip:alice@example.com>;tag=88
                        Call-ID: a84b
                        CSeq: 7 INVITE
                        To: Bob <sip:bob@example.com>;tag=99
                        Content-Length: 0

                        """
                                .replace("\n", "\r\n"));
        assertThat(response.to().tag()).contains("99");
        assertThat(response.method()).isEqualTo(request(INVITE).method());
    }

    @Test
    void toWithoutBracketsGetsItsTagAsAHeaderParameter() {
        var plain = INVITE.replace("Bob <sip:bob@example.com>", "sip:bob@example.com");
        assertThat(Response.to(request(plain), 200, "99").to())
                .hasToString("<sip:bob@example.com>;tag=99");
    }

    @Test
    void tryingHasTheTimestampAndNoTag() {
        var trying = Response.to(request(INVITE), 100, "99");
        assertThat(trying.to().tag()).isEmpty();
        assertThat(trying.headers().value(HeaderName.TIMESTAMP)).contains("54");
    }

    @Test
    void tagOfADialogStays() {
        var inDialog = INVITE.replace("bob@example.com>", "bob@example.com>;tag=5");
        assertThat(Response.to(request(inDialog), 200, "99").to().tag()).contains("5");
    }

    @Test
    void cancelAndAckBelongToTheInvite() {
        var invite = request(INVITE);
        var cancel = invite.cancel();
        assertThat(cancel.startLine()).isEqualTo("CANCEL sip:bob@example.com SIP/2.0");
        assertThat(cancel.headers().all(HeaderName.VIA)).hasSize(1);
        assertThat(cancel.topVia()).isEqualTo(invite.topVia());
        assertThat(cancel.headers().value(HeaderName.ROUTE)).contains("<sip:p.example.com;lr>");
        assertThat(cancel.cseq()).hasToString("7 CANCEL");
        assertThat(cancel.to().tag()).isEmpty();
        var ack = invite.ackOf(Response.to(invite, 486, "99"));
        assertThat(ack.cseq()).hasToString("7 ACK");
        assertThat(ack.to().tag()).contains("99");
        assertThat(PARSER.parse(MessageWriter.bytes(ack))).isInstanceOf(Request.class);
    }

    @Test
    void malformedRequestIsAnsweredWithItsOwnHeaders() {
        var outcome = PARSER.parse(octets(INVITE.replace("CSeq: 7 INVITE", "CSeq: 7 BYE")));
        var answer = ((ParseFailure) outcome).answer().orElseThrow();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.reason()).isEqualTo("Bad Request - CSeq method does not match");
        assertThat(answer.headers().all(HeaderName.VIA)).hasSize(2);
        assertThat(answer.headers().value(HeaderName.CALL_ID)).contains("a84b");
        assertThat(answer.headers().count(HeaderName.TO)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Max-Forwards: 70,Max-Forwards: 256",
        "Max-Forwards: 70,Max-Forwards: -1",
        "Max-Forwards: 70,Max-Forwards: 7 0",
        "Max-Forwards: 70,Max-Forwards:",
        "Call-ID: a84b,Call-ID: a b",
        "Call-ID: a84b,Call-ID:",
        "Call-ID: a84b,X: y",
        "CSeq: 7 INVITE,CSeq: 7",
        "CSeq: 7 INVITE,X: y",
        "Max-Forwards: 70,CSeq: 7 INVITE",
        "Max-Forwards: 70,no colon here",
        "Max-Forwards: 70,: no name",
        "Max-Forwards: 70,N\u00e4me: x",
        "Content-Length: 0,Content-Length: 1",
        "Content-Length: 0,Content-Length: 9999999999",
        "sip:bob@example.com SIP,sip:bob@example.com?Subject=x SIP",
        "sip:bob@example.com SIP,bob SIP",
        "sip:bob@example.com SIP,SIP"
    })
    void faultIsAnswered400(String good, String bad) {
        var broken = INVITE.replace(good, bad);
        assertThat(verdict(broken)).isIn("400", "513");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIP/3.0", "SIP/2.1", "SIP/20.0", "SIP/2.0x", "sip/1.0"})
    void otherVersionsAreAnswered505(String version) {
        assertThat(verdict(INVITE.replaceFirst("SIP/2.0", version))).isEqualTo("505");
    }

    @Test
    void caseOfTheVersionDoesNotMatter() {
        assertThat(verdict(INVITE.replaceFirst("SIP/2.0", "sip/2.0"))).isEqualTo("accept");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "GET / HTTP/1.1\nVia: SIP/2.0/UDP a\n\n",
                "(bad) sip:a SIP/2.0\nVia: SIP/2.0/UDP a\n\n",
                " INVITE sip:a SIP/2.0\nVia: SIP/2.0/UDP a\n\n",
                "ACK sip:a SIP/2.0\nVia: SIP/2.0/UDP a\n\n",
                "ACK sip:a SIP/3.0\nVia: SIP/2.0/UDP a\n\n",
                "INVITE sip:a SIP/2.0\nTo: x\n\n",
                "INVITE sip:a SIP/2.0\nVia: nonsense\n\n",
                "SIP/2.0 200 OK\nVia: SIP/2.0/UDP a\n\n",
                "SIP/2.0 99 OK\nVia: SIP/2.0/UDP a\n\n",
                "SIP/2.0 700 OK\nVia: SIP/2.0/UDP a\n\n",
                "SIP/2.0 2000 OK\nVia: SIP/2.0/UDP a\n\n",
                "SIP/3.0 200 OK\nVia: SIP/2.0/UDP a\n\n",
                "sip/2.0 200OK\nVia: SIP/2.0/UDP a\n\n"
            })
    void noiseResponsesAndAcksAreNeverAnswered(String text) {
        assertThat(verdict(text)).isEqualTo("drop");
    }

    @Test
    void limitsAreAnswered513() {
        assertThat(verdict(INVITE.replace("Route:", "X: y\n".repeat(300) + "Route:")))
                .isEqualTo("513");
        assertThat(verdict(INVITE.replace("Route:", "X: " + "y".repeat(33_000) + "\nRoute:")))
                .isEqualTo("513");
        assertThat(verdict(INVITE.replace("Content-Length: 0\n", "") + "z".repeat(66_000)))
                .isEqualTo("513");
    }
}
