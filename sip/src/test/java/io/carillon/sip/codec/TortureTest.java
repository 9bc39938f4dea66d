package io.carillon.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.ParseOutcome;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.message.SipUri;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// Goal: every message of RFC 4475 and RFC 5118 meets the verdict that its RFC gives.
///
/// Method: the files to the octet, one row each in `torture/verdicts.tsv`; then what the RFC says
/// about some of them beyond the verdict.
class TortureTest {
    private static final MessageParser PARSER = new MessageParser(Limits.DEFAULT);

    static Stream<List<String>> rows() {
        return Torture.table("verdicts.tsv").stream();
    }

    static String verdict(ParseOutcome outcome) {
        return switch (outcome) {
            case SipMessage _ -> "accept";
            case ParseFailure failure ->
                    failure.answer().map(answer -> "" + answer.status()).orElse("drop");
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void meetsItsVerdict(List<String> row) {
        var outcome = PARSER.parse(Torture.file(row.get(0)));
        assertThat(verdict(outcome)).as("%s: %s", row, outcome).isEqualTo(row.get(3));
    }

    @Test
    void everyFileIsListed() {
        var files =
                Stream.concat(
                        Torture.names("rfc4475", ".dat").stream(),
                        Torture.names("rfc5118", ".dat").stream());
        assertThat(rows().map(List::getFirst)).containsExactlyInAnyOrderElementsOf(files.toList());
    }

    private static Request request(String name) {
        return (Request) PARSER.parse(Torture.file("rfc4475/" + name + ".dat"));
    }

    @Test
    void tortuousInviteIsReadToTheLastHeader() throws MalformedException {
        var invite = request("wsinv");
        assertThat(invite.method()).isSameAs(Method.INVITE);
        assertThat(invite.topVia().sentBy()).isEqualTo("192.0.2.2");
        assertThat(invite.topVia().branch()).contains("390skdjuw");
        assertThat(invite.headers().values(HeaderName.VIA)).hasSize(3);
        assertThat(invite.cseq().number()).isEqualTo(9);
        assertThat(invite.maxForwards()).isEqualTo(68);
        assertThat(invite.from().displayName()).isEqualTo("\"J Rosenberg \\\\\\\"\"");
        assertThat(invite.from().tag()).contains("98asjd8");
        assertThat(invite.to().tag()).contains("1918181833n");
        assertThat(invite.headers().value(HeaderName.SUBJECT)).contains("");
        var route = (SipUri) invite.firstAddress(HeaderName.ROUTE).orElseThrow().uri();
        assertThat(route.isLooseRouter()).isTrue();
        assertThat(route.parameters().get("unknownwith")).contains("value");
        assertThat(route.parameters().has("unknown-no-value")).isTrue();
        var contact = invite.firstAddress(HeaderName.CONTACT).orElseThrow();
        assertThat(contact.parameters().get("newparam")).contains("newvalue");
        assertThat(contact.parameters().get("q")).contains("0.33");
        assertThat(invite.body().length()).isEqualTo(150);
    }

    @Test
    void wideRangeOfCharactersKeepsEveryOneOfThem() {
        var request = request("intmeth");
        assertThat(request.method().toString())
                .isEqualTo("!interesting-Method0123456789_*+`.%indeed'~");
        assertThat(((SipUri) request.uri()).user().orElseThrow())
                .isEqualTo("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
        assertThat(((SipUri) request.uri()).password().orElseThrow())
                .isEqualTo("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
    }

    @Test
    void escapedNullDoesNotCutAName() throws MalformedException {
        var contacts = request("escnull").addresses(HeaderName.CONTACT);
        assertThat(contacts).hasSize(2);
        var one = (SipUri) contacts.get(0).uri();
        var two = (SipUri) contacts.get(1).uri();
        assertThat(one.equivalent(two)).isFalse();
    }

    @Test
    void escapedMethodIsNotTheMethod() {
        assertThat(request("esc02").method().isKnown()).isFalse();
    }

    @Test
    void octetsBehindTheBodyAreNotForwarded() {
        var request = request("dblreq");
        assertThat(request.body().length()).isZero();
        assertThat(new String(MessageWriter.bytes(request), StandardCharsets.ISO_8859_1))
                .doesNotContain("INVITE");
    }

    @Test
    void semicolonsInTheUserPartAreNoParameters() {
        var uri = (SipUri) request("semiuri").uri();
        assertThat(uri.user()).contains("user;par=u%40example.net");
        assertThat(uri.parameters().size()).isZero();
    }

    @Test
    void contactParametersAndUriParametersAreKeptApart() throws MalformedException {
        var outside = request("cparam01").firstAddress(HeaderName.CONTACT).orElseThrow();
        assertThat(outside.parameters().has("unknownparam")).isTrue();
        assertThat(outside.uri()).hasToString("sip:+19725552222@gw1.example.net");
        var inside = request("cparam02").firstAddress(HeaderName.CONTACT).orElseThrow();
        assertThat(inside.parameters().size()).isZero();
        assertThat(((SipUri) inside.uri()).parameters().has("unknownparam")).isTrue();
        var headers = request("regescrt").firstAddress(HeaderName.CONTACT).orElseThrow();
        assertThat(((SipUri) headers.uri()).headers()).contains("Route=%3Csip:sip.example.com%3E");
    }

    @Test
    void reasonPhrasesKeepTheirOctets() {
        for (var name : List.of("unreason", "noreason")) {
            var bytes = Torture.file("rfc4475/" + name + ".dat");
            var response = (Response) PARSER.parse(bytes);
            assertThat(MessageWriter.bytes(response)).as(name).isEqualTo(bytes);
        }
    }

    @Test
    void portInsideTheBracketsIsPartOfTheAddress() {
        var ambiguous = (Request) PARSER.parse(Torture.file("rfc5118/port-ambiguous.dat"));
        assertThat(((SipUri) ambiguous.uri()).port()).isEqualTo(-1);
        var unambiguous = (Request) PARSER.parse(Torture.file("rfc5118/port-unambiguous.dat"));
        assertThat(((SipUri) unambiguous.uri()).port()).isEqualTo(5070);
    }

    @Test
    void everyMessageOfTheCallFlowsIsRead() {
        var flows = Torture.flows();
        assertThat(flows).hasSizeGreaterThan(150);
        for (var bytes : flows) {
            var text = new String(bytes, StandardCharsets.UTF_8);
            // The RFC prints bodies without their exact lengths: only the headers are compared.
            var headers = text.substring(0, text.indexOf("\r\n\r\n") + 4);
            var plain = headers.replaceAll("Content-Length: \\d+", "Content-Length: 0");
            var outcome = PARSER.parse(plain.getBytes(StandardCharsets.UTF_8));
            assertThat(outcome).as(text).isInstanceOf(SipMessage.class);
            var framed =
                    plain.contains("Content-Length:")
                            ? plain
                            : plain.replace("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n");
            assertThat(MessageWriter.bytes((SipMessage) outcome))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(framed);
        }
    }
}
