package io.carillon.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Goal: Via, From, To, Contact, CSeq and their parameters are read by the grammar of RFC 3261 §25,
/// with the liberties that each row shows.
class HeaderValuesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "<sip:a@b>||sip:a@b|",
                "sip:a@b||sip:a@b|",
                "sip:a@b;tag=1||sip:a@b|1",
                "sip:a@b ; tag = 1||sip:a@b|1",
                "<sip:a@b;x=1>;tag=2||sip:a@b;x=1|2",
                "Bob <sip:a@b>;tag=1|Bob|sip:a@b|1",
                "Bob<sip:a@b>|Bob|sip:a@b|",
                "The  big  Bob <sip:a@b>|The  big  Bob|sip:a@b|",
                "\"Bob\"<sip:a@b>|\"Bob\"|sip:a@b|",
                "\"a \\\" , ; > b\" <sip:a@b>;TAG=1|\"a \\\" , ; > b\"|sip:a@b|1",
                "\"\\\\\" <sip:a@b>|\"\\\\\"|sip:a@b|",
                "\"\" <sip:a@b>|\"\"|sip:a@b|",
                "B\u00c3\u00b6b <sip:a@b>|B\u00c3\u00b6b|sip:a@b|",
                "<sip:a@b?Subject=x>;tag=1||sip:a@b?Subject=x|1",
                "tel:+1-201;tag=1||tel:+1-201|1",
                "<sip:a@b>;tag=\"1 2\"||sip:a@b|\"1 2\"",
                "<sip:a@b>;tag=a@192.0.2.1==||sip:a@b|a@192.0.2.1==",
            })
    void addressIsRead(String text, String display, String uri, String tag) throws Exception {
        var address = NameAddr.parse(text, "From");
        assertThat(address.displayName()).isEqualTo(display == null ? "" : display);
        assertThat(address.uri()).hasToString(uri);
        assertThat(address.tag().orElse(null)).isEqualTo(tag);
        var again = NameAddr.parse(address.toString(), "From");
        assertThat(again.toString()).isEqualTo(address.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<>",
                "<sip:a@b",
                "sip:a@b>",
                "< sip:a@b >",
                "\"Bob <sip:a@b>",
                "\"Bob\\\" <sip:a@b>",
                "\"Bob\"",
                "\"Bob\" sip:a@b",
                "Bob, A <sip:a@b>",
                "Bob",
                "*",
                "sip:a@b?Subject=x",
                "<sip:a@b> x",
                "<sip:a@b>;",
                "<sip:a@b>;;tag=1",
                "<sip:a@b>;tag=",
                "<sip:a@b>;=1",
                "<sip:a@b>;tag=\"1",
                "<sip:a@b>,<sip:c@d>",
                "<sip:a b@c>"
            })
    void malformedAddress(String text) {
        assertThatThrownBy(() -> NameAddr.parse(text, "From"))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void addressListsAreSplitOutsideQuotesAndBrackets() throws Exception {
        var all = NameAddr.parseList("\"a,b\" <sip:a,b@c>;q=1 , <sip:d@e>;x=\"1,2\",sip:f@g", "C");
        assertThat(all).hasSize(3);
        assertThat(all.get(0).displayName()).isEqualTo("\"a,b\"");
        assertThat(all.get(1).parameters().get("x")).contains("\"1,2\"");
        assertThat(all.get(2).uri()).hasToString("sip:f@g");
        for (var bad : List.of("", ",", "<sip:a@b>,", ",<sip:a@b>", "<sip:a@b>,,<sip:c@d>")) {
            assertThatThrownBy(() -> NameAddr.parseList(bad, "Contact"))
                    .as(bad)
                    .isInstanceOf(MalformedException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "SIP/2.0/UDP a.example.com;branch=z9hG4bK1|UDP|a.example.com|-1|z9hG4bK1",
                "SIP / 2.0 / udp a:5061;branch=z9hG4bK1|UDP|a|5061|z9hG4bK1",
                "SIP/2.0/TCP [2001:db8::1]:5060|TCP|[2001:db8::1]|5060|",
                "SIP/2.0/TLS a : 5061 ; rport ; branch = x|TLS|a|5061|x",
                "SIP/2.0/TLS-SCTP a;branch=a/b==|TLS-SCTP|a|-1|a/b==",
                "SIP/2.0/UDP a;received=[2001:db8::1];branch=1|UDP|a|-1|1",
                "SIP/2.0/UDP a;received=2001:db8::1;branch=1|UDP|a|-1|1",
                "SIP/2.0/UDP a;branch=1,SIP/2.0/UDP b;branch=2|UDP|a|-1|1",
                "SIP/2.0/UDP a ,SIP/2.0/UDP b;branch=2|UDP|a|-1|",
                "SIP/2.0/UDP a;x=\",\";branch=1|UDP|a|-1|1",
                "SIP/2.0/UDP a;ttl=16;maddr=224.2.0.1;branch=1|UDP|a|-1|1",
            })
    void viaIsRead(String text, String transport, String host, int port, String branch)
            throws Exception {
        var via = Via.parseFirst(text);
        assertThat(via.transport()).isEqualTo(transport);
        assertThat(via.host()).isEqualTo(host);
        assertThat(via.port()).isEqualTo(port);
        assertThat(via.branch().orElse(null)).isEqualTo(branch);
        assertThat(Via.parseFirst(via.toString())).isEqualTo(via);
        assertThat(Via.parseList(text).getFirst()).isEqualTo(via);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SIP/2.0",
                "SIP/2.0/UDP",
                "SIP/2.0/UDP ;branch=1",
                "SIP/2.0 UDP a",
                "SIP/2.0/UDP a b",
                "SIP/2.0/UDP a:",
                "SIP/2.0/UDP a:0",
                "SIP/2.0/UDP a:65536",
                "SIP/2.0/UDP [::1;branch=1",
                "SIP/2.0/UDP 2001:db8::1",
                "SIP/2.0/UDP a;",
                "SIP/2.0/UDP a;;branch=1",
                "SIP/2.0/UDP a;branch=",
                "SIP/2.0/UDP a;branch=\"1"
            })
    void malformedVia(String text) {
        assertThatThrownBy(() -> Via.parseFirst(text)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Via.parseList(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void viaKnowsItsDefaultsAndItsCookie() throws Exception {
        assertThat(Via.parseFirst("SIP/2.0/UDP a").portOrDefault()).isEqualTo(5060);
        assertThat(Via.parseFirst("SIP/2.0/tls a").portOrDefault()).isEqualTo(5061);
        assertThat(Via.parseFirst("SIP/2.0/UDP A:1").sentBy()).isEqualTo("a:1");
        assertThat(Via.parseFirst("SIP/2.0/UDP a;branch=z9hG4bK").hasUniqueBranch()).isFalse();
        assertThat(Via.parseFirst("SIP/2.0/UDP a;branch=Z9HG4BKx").hasUniqueBranch()).isTrue();
        assertThat(Via.parseFirst("SIP/2.0/UDP a;rport").asksForRport()).isTrue();
        assertThat(Via.parseFirst("SIP/2.0/UDP a;rport").with("rport", "1"))
                .hasToString("SIP/2.0/UDP a;rport=1");
    }

    @ParameterizedTest
    @CsvSource({"1 INVITE,1,INVITE", "0\tACK,0,ACK", "2147483647   X-Y,2147483647,X-Y"})
    void sequenceNumberIsRead(String text, long number, String method) throws Exception {
        assertThat(CSeq.parse(text)).isEqualTo(new CSeq(number, Method.of(method)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "INVITE",
                "-1 INVITE",
                "2147483648 INVITE",
                "1 INVITE x",
                "1 IN(VITE",
                "36893488147419103232 INVITE",
                "1. INVITE"
            })
    void malformedSequenceNumber(String text) {
        assertThatThrownBy(() -> CSeq.parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void parametersKeepTheirOrderAndComeWithoutCase() throws Exception {
        var parameters = NameAddr.parse("<sip:a@b>;B=1;c;a=\"x;y\"", "From").parameters();
        assertThat(parameters).hasToString(";B=1;c;a=\"x;y\"");
        assertThat(parameters.size()).isEqualTo(3);
        assertThat(parameters.get("b")).contains("1");
        assertThat(parameters.has("C")).isTrue();
        assertThat(parameters.get("c")).isEmpty();
        assertThat(parameters.with("c", "2")).hasToString(";B=1;c=2;a=\"x;y\"");
        assertThat(parameters.with("d", "3").without("b")).hasToString(";c;a=\"x;y\";d=3");
        assertThat(parameters.withFlag("a")).hasToString(";B=1;c;a");
        assertThat(parameters.without("z")).isSameAs(parameters);
        assertThat(Parameters.NONE.withFlag("lr")).hasToString(";lr");
    }

    @Test
    void parametersAreNotEndless() {
        var many = ";x".repeat(Parameters.MAX + 1);
        assertThatThrownBy(() -> NameAddr.parse("<sip:a@b>" + many, "From"))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Uri.parse("sip:a@b" + many))
                .isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "a,Accept-Contact",
        "b,Referred-By",
        "c,Content-Type",
        "d,Request-Disposition",
        "e,Content-Encoding",
        "f,From",
        "i,Call-ID",
        "j,Reject-Contact",
        "k,Supported",
        "l,Content-Length",
        "m,Contact",
        "n,Identity-Info",
        "o,Event",
        "r,Refer-To",
        "s,Subject",
        "t,To",
        "u,Allow-Events",
        "v,Via",
        "x,Session-Expires",
        "y,Identity"
    })
    void compactNameIsTheName(String compact, String name) {
        assertThat(HeaderName.of(compact)).isSameAs(HeaderName.of(name));
        assertThat(HeaderName.of(compact.toUpperCase(java.util.Locale.ROOT)))
                .isSameAs(HeaderName.of(name));
        assertThat(HeaderName.of(name).compact()).contains(compact.charAt(0));
        assertThat(HeaderName.of(name)).hasToString(name);
    }

    @Test
    void namesHaveNoCase() {
        assertThat(HeaderName.of("CALL-id")).isSameAs(HeaderName.CALL_ID);
        assertThat(HeaderName.of("x-Mine")).isEqualTo(HeaderName.of("X-mINE"));
        assertThat(HeaderName.of("x-Mine")).hasSameHashCodeAs(HeaderName.of("X-mINE"));
        assertThat(HeaderName.of("z")).isNotEqualTo(HeaderName.of("g"));
        for (var noName : List.of("", "a b", "Call-ID:", "Call\rID", "\u00e9")) {
            assertThatThrownBy(() -> HeaderName.of(noName))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void valuesOfAListAreSplitAndFoldsAreJoined() {
        var line = Header.of(HeaderName.SUPPORTED, "path , \"a,b\",<x,y> ,, last");
        assertThat(line.values()).containsExactly("path", "\"a,b\"", "<x,y>", "", "last");
        var bytes =
                "Subject: a\r\n  b \r\n\tc\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(Header.received(HeaderName.SUBJECT, bytes, 0, 9, bytes.length - 2, bytes.length))
                .extracting(Header::value)
                .isEqualTo("a b c");
    }
}
