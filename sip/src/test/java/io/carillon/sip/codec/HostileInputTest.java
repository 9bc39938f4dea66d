package io.carillon.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.message.Via;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// Goal: the work for a message grows with its length and not faster, whatever it is made of.
///
/// Method: messages as large as the limits allow, built of what a reader might go over again and
/// again; every view, edit and answer of each within a time that only a quadratic reader exceeds
/// (processor time, the best of some runs: neighbours do not count).
class HostileInputTest {
    private static final MessageParser PARSER = new MessageParser(Limits.DEFAULT);
    private static final int ROOM = 30_000;
    private static final int TIMES = 20;

    private static String invite(String uri, String from, String more) {
        return """
        INVITE %s SIP/2.0
        Via: SIP/2.0/UDP a;branch=z9hG4bK1
        From: %s
        To: <sip:c@d>
        Call-ID: c
        CSeq: 1 INVITE
        Content-Length: 0
        %s

        """
                .formatted(uri, from, more)
                .replace("\n", "\r\n");
    }

    private static String of(String unit) {
        return unit.repeat(ROOM / unit.length());
    }

    static Stream<String> messages() {
        var uri = "sip:a@b";
        var from = "<sip:a@b>;tag=1";
        var inHeaders =
                Stream.of(
                                HeaderName.CONTACT,
                                HeaderName.ROUTE,
                                HeaderName.VIA,
                                HeaderName.SUPPORTED)
                        .flatMap(
                                name ->
                                        Stream.of(
                                                        ",",
                                                        "\"",
                                                        "\\\"",
                                                        "<",
                                                        "<,>",
                                                        ";",
                                                        ";a=",
                                                        "<sip:a@b>,",
                                                        "SIP/2.0/UDP a,",
                                                        "[",
                                                        "a ",
                                                        " ",
                                                        "\r\n ",
                                                        "%41",
                                                        "(")
                                                .map(unit -> name + ": x" + of(unit)));
        var lines =
                Stream.of(
                                "v:SIP/2.0/UDP a\r\n",
                                "m:<sip:a@b>\r\n",
                                "Route:,\r\n",
                                "f:x\r\n",
                                "x:\r\n")
                        .map(line -> line.repeat(240).strip());
        return Stream.of(
                        Stream.concat(inHeaders, lines).map(more -> invite(uri, from, more)),
                        Stream.of(
                                        "sip:a@b",
                                        "sip:a@b?",
                                        "sip:",
                                        "sip:a:",
                                        "sip:[",
                                        "tel:",
                                        "sip:a@b?x")
                                .flatMap(
                                        start ->
                                                Stream.of(";a", "&a=%41", "@", ":", "%", "[", "::")
                                                        .map(unit -> start + of(unit)))
                                .flatMap(
                                        long_ ->
                                                Stream.of(
                                                        invite(long_, from, "x: y"),
                                                        invite(
                                                                uri,
                                                                "<" + long_ + ">;tag=1",
                                                                "x: y"))),
                        Stream.of("\"", "\"\\", "a ", "\u00e9")
                                .map(unit -> invite(uri, of(unit) + "<sip:a@b>", "x: y")),
                        Stream.of(of("\r\n"), of(" "), of("A "), of("\0"), of("A: b\r\n")))
                .flatMap(messages -> messages);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("messages")
    void workGrowsNoFasterThanTheMessage(String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        var threads = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            var start = threads.getCurrentThreadCpuTime();
            everything(bytes);
            best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
        }
        assertThat(best / 1e6)
                .as("milliseconds for %s", text.substring(0, Math.min(300, text.length())))
                .isLessThan(20);
    }

    private static void everything(byte[] bytes) {
        switch (PARSER.parse(bytes)) {
            case ParseFailure failure -> failure.answer().ifPresent(MessageWriter::bytes);
            case SipMessage message -> {
                for (var name :
                        List.of(HeaderName.CONTACT, HeaderName.ROUTE, HeaderName.SUPPORTED)) {
                    message.headers().values(name);
                    try {
                        message.firstAddress(name);
                        message.addresses(name);
                    } catch (MalformedException _) {
                        // an expected value
                    }
                }
                for (var value : message.headers().values(HeaderName.VIA)) {
                    try {
                        Via.parseList(value);
                    } catch (MalformedException _) {
                        // an expected value
                    }
                }
                request((Request) message);
            }
        }
        var framer = new StreamFramer(Limits.DEFAULT);
        framer.add(bytes, 0, bytes.length);
        while (framer.next().isPresent()) {}
    }

    private static void request(Request request) {
        if (request.uri() instanceof SipUri uri) {
            uri.equivalent(uri.withParameters(uri.parameters().withFlag("y")));
        }
        var edited =
                request.headers()
                        .edit()
                        .removeFirstValue(HeaderName.ROUTE)
                        .replaceFirstValue(HeaderName.VIA, "SIP/2.0/UDP x")
                        .set(HeaderName.SUPPORTED, "y")
                        .remove(HeaderName.of("x"))
                        .build();
        MessageWriter.bytes(request.rerouted(request.uri(), edited));
        MessageWriter.bytes(Response.to(request, 486, "tag"));
    }
}
