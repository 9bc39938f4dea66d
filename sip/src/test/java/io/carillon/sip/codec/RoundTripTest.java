package io.carillon.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Headers;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Goal: what is not touched leaves as it came, to the octet; what is touched never breaks a line.
///
/// Method: every torture message that is accepted goes through parser and writer; then the edits of
/// a proxy are made on one message and the lines compared.
class RoundTripTest {
    private static final MessageParser PARSER = new MessageParser(Limits.DEFAULT);

    private static final String INVITE =
            """
            INVITE sip:bob@192.0.2.4 SIP/2.0
            v: SIP/2.0/UDP pc33.example.com;branch=z9hG4bK776
            Via  : SIP/2.0/UDP a.example.com;branch=z9hG4bKa , SIP/2.0/TCP b.example.com;branch=z9hG4bKb
            Max-Forwards: 70
            To: Bob <sip:bob@example.com>
            f: Alice\t<sip:alice@example.com>;tag=1928301774
            Call-ID: a84b4c76e66710
            CSeq: 314159\tINVITE
            X-UnKnown:  spaces   kept ,, and \t octets \u00e9
            Route: <sip:p1.example.com;lr>,
              <sip:p2.example.com;lr>
            l: 4

            body
            """
                    .replace("\n", "\r\n")
                    .stripTrailing();

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static SipMessage parse(byte[] bytes) {
        var outcome = PARSER.parse(bytes);
        assertThat(outcome).isInstanceOf(SipMessage.class);
        return (SipMessage) outcome;
    }

    private static String written(SipMessage message) {
        var bytes = MessageWriter.bytes(message);
        assertThat(bytes.length).isLessThanOrEqualTo(MessageWriter.bound(message));
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static Stream<String> accepted() {
        return Torture.table("verdicts.tsv").stream()
                .filter(row -> row.get(3).equals("accept"))
                .map(List::getFirst);
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void acceptedTortureMessageLeavesAsItCame(String name) {
        var bytes = Torture.file(name);
        var message = parse(bytes);
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var bodyFrom = text.indexOf("\r\n\r\n") + 4;
        var length = message.body().length();
        var added =
                message.headers().has(HeaderName.CONTENT_LENGTH)
                        ? ""
                        : "Content-Length: " + length + "\r\n";
        var expected =
                text.substring(0, bodyFrom - 2)
                        + added
                        + text.substring(bodyFrom - 2, bodyFrom + length);
        assertThat(written(message)).isEqualTo(expected);
    }

    @Test
    void messageIsTheSameOctetsAgain() {
        assertThat(written(parse(octets(INVITE)))).isEqualTo(INVITE);
    }

    @Test
    void messageInTheMiddleOfAnArrayIsTheSame() {
        var padded = octets("xx" + INVITE + "yy");
        var message = (SipMessage) PARSER.parse(padded, 2, padded.length - 2);
        assertThat(written(message)).isEqualTo(INVITE);
    }

    @Test
    void missingContentLengthIsAdded() {
        var bare = INVITE.replace("l: 4\r\n", "");
        assertThat(written(parse(octets(bare))))
                .isEqualTo(INVITE.replace("l: 4\r\n", "Content-Length: 4\r\n"));
    }

    @Test
    void forwardingEditsLeaveTheOtherLinesAsTheyWere() {
        var request = (Request) parse(octets(INVITE));
        var edited =
                request.headers()
                        .edit()
                        .removeFirstValue(HeaderName.ROUTE)
                        .replaceFirstValue(HeaderName.VIA, "SIP/2.0/UDP pc33.example.com;rport=1")
                        .prepend(Header.of(HeaderName.VIA, "SIP/2.0/UDP proxy;branch=z9hG4bKp"))
                        .set(HeaderName.MAX_FORWARDS, "69")
                        .build();
        var expected =
                INVITE.replace(
                                "v: SIP/2.0/UDP pc33.example.com;branch=z9hG4bK776",
                                "Via: SIP/2.0/UDP proxy;branch=z9hG4bKp\r\n"
                                        + "Via: SIP/2.0/UDP pc33.example.com;rport=1")
                        .replace("Max-Forwards: 70", "Max-Forwards: 69")
                        .replace(
                                "Route: <sip:p1.example.com;lr>,\r\n  <sip:p2.example.com;lr>",
                                "Route: <sip:p2.example.com;lr>");
        assertThat(written(request.rerouted(request.uri(), edited))).isEqualTo(expected);
    }

    @Test
    void removingAResponsesViaLeavesTheRestOfItsLine() {
        var ok =
                """
                SIP/2.0 200 OK
                Via: SIP/2.0/UDP p;branch=z9hG4bKp,SIP/2.0/UDP q;branch="a,b" , SIP/2.0/UDP r
                From: <sip:a@example.com>;tag=1
                To: <sip:b@example.com>;tag=2
                Call-ID: c
                CSeq: 1 INVITE
                Content-Length: 0

                """
                        .replace("\n", "\r\n");
        var response = (Response) parse(octets(ok));
        var once = response.headers().edit().removeFirstValue(HeaderName.VIA).build();
        assertThat(once.value(HeaderName.VIA))
                .contains("SIP/2.0/UDP q;branch=\"a,b\" , SIP/2.0/UDP r");
        var twice = once.edit().removeFirstValue(HeaderName.VIA).build();
        assertThat(twice.value(HeaderName.VIA)).contains("SIP/2.0/UDP r");
        var none = twice.edit().removeFirstValue(HeaderName.VIA).build();
        assertThat(none.has(HeaderName.VIA)).isFalse();
        assertThat(written(response.withHeaders(once))).contains("To: <sip:b@example.com>;tag=2");
    }

    @Test
    void untouchedNeighboursAreOneRun() {
        var headers = parse(octets(INVITE)).headers();
        for (int i = 1; i < headers.size(); i++) {
            assertThat(headers.get(i).follows(headers.get(i - 1))).isTrue();
        }
        var cut = headers.edit().remove(HeaderName.MAX_FORWARDS).build();
        assertThat(cut.get(2).follows(cut.get(1))).isFalse();
        assertThat(cut.get(3).follows(cut.get(2))).isTrue();
    }

    @Test
    void bareLineFeedsAreNotPassedOn() {
        var text = INVITE.replace("\r\n", "\n");
        var message = parse(octets(text));
        assertThat(written(message).replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
        assertThat(message.headers().size()).isEqualTo(parse(octets(INVITE)).headers().size());
    }

    @Test
    void headersWithBareCarriageReturnsAreRefused() {
        for (var bad :
                List.of(
                        INVITE.replace("spaces", "spa\rces"),
                        INVITE.replace("spaces", "spa\rVia: SIP/2.0/UDP evil\r\n ces"),
                        INVITE.replace("70\r\n", "70\r\r\n"))) {
            var outcome = PARSER.parse(octets(bad));
            assertThat(TortureTest.verdict(outcome)).as(bad).isEqualTo("400");
        }
        var startLine = INVITE.replace(" SIP/2.0\r\nv", "\rX: y SIP/2.0\r\nv");
        assertThat(TortureTest.verdict(PARSER.parse(octets(startLine)))).isEqualTo("drop");
    }

    @Test
    void noValueBeginsAHeaderOfItsOwn() {
        var request = (Request) parse(octets(INVITE));
        // The last two hold CR and LF in the low octet of a wider character.
        for (var evil :
                List.of("a\r\nEvil: 1", "a\nEvil: 1", "a\rEvil: 1", "a\u010d\u010aEvil: 1")) {
            var headers = Headers.of(Header.of(HeaderName.SUBJECT, evil));
            for (var text :
                    List.of(
                            written(Response.of(200, evil, headers, request.body())),
                            written(request.rerouted(request.uri(), headers)))) {
                assertThat(text.split("[\r\n]+")).noneMatch(line -> line.startsWith("Evil"));
            }
        }
    }

    @Test
    void widerCharactersBecomeUtf8() {
        var line = Header.of(HeaderName.SUBJECT, "\u20ac\ud834\udd1e");
        var into = new byte[line.length()];
        line.copyRunTo(line, into, 0);
        assertThat(new String(into, StandardCharsets.UTF_8))
                .isEqualTo("Subject: \u20ac\ud834\udd1e\r\n");
    }

    @Test
    void writingTwiceGivesTheSameOctets() {
        for (var bytes : Torture.flows()) {
            if (!(PARSER.parse(bytes) instanceof SipMessage message)) continue;
            var once = MessageWriter.bytes(message);
            assertThat(Arrays.equals(MessageWriter.bytes(parse(once)), once)).isTrue();
        }
    }
}
