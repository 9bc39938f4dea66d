package io.carillon.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.message.Method;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;

/// Goal: what is seen at a glance is what the parser would have read.
///
/// Method: every torture message that is accepted, as the writer puts it, by both; then damaged
/// ones, at which there must be no exception.
class GlanceTest {
    private static final MessageParser PARSER = new MessageParser(Limits.DEFAULT);

    static Stream<String> accepted() {
        return RoundTripTest.accepted();
    }

    private static SipMessage message(String name) {
        return (SipMessage) PARSER.parse(Torture.file(name));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void seesWhatTheParserReads(String name) {
        var message = message(name);
        var octets = MessageWriter.bytes(message);
        var among = new byte[octets.length + 20];
        System.arraycopy(octets, 0, among, 7, octets.length);

        var glance = Glance.at(among, 7, 7 + octets.length).orElseThrow();

        assertThat(glance.method()).isEqualTo(message.method());
        assertThat(glance.status())
                .isEqualTo(message instanceof Response response ? response.status() : 0);
        assertThat(glance.topVia()).contains(message.topVia());
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void damagedOctetsAreSeenOrNot(String name) {
        var random = new Random(name.hashCode());
        for (int i = 0; i < 200; i++) {
            var damaged = MessageWriter.bytes(message(name));
            for (int n = random.nextInt(5); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] =
                        random.nextInt(3) == 0
                                ? (byte) "\r\n :\t".charAt(random.nextInt(5))
                                : (byte) random.nextInt();
            }
            Glance.at(damaged, 0, random.nextInt(damaged.length + 1)).ifPresent(Glance::topVia);
        }
    }

    @Test
    void knownMethodsAreTheConstants() {
        var ok = text("SIP/2.0 200 OK", "v: SIP/2.0/UDP a;branch=z9hG4bK1", "CSeq: 1 INVITE");
        var ack = text("ACK sip:a SIP/2.0", "VIA : SIP/2.0/UDP a;branch=z9hG4bK1");

        assertThat(glance(ok).method()).isSameAs(Method.INVITE);
        assertThat(glance(ack).method()).isSameAs(Method.ACK);
        assertThat(glance(ack).topVia().orElseThrow().branch()).contains("z9hG4bK1");
    }

    @Test
    void theBodyIsNoHeader() {
        var octets = text("SIP/2.0 200 OK", "CSeq: 1 INVITE", "", "Via: SIP/2.0/UDP a");

        assertThat(Glance.at(octets, 0, octets.length)).isEmpty();
    }

    @Test
    void whatIsNoMessageIsNotSeen() {
        for (var start : new String[] {"", " ", "SIP/2.0 OK", "SIP/2.0 99", "SIP/2.0 700 X", "a"}) {
            var octets = text(start, "Via: SIP/2.0/UDP a", "CSeq: 1 INVITE");
            assertThat(Glance.at(octets, 0, octets.length)).isEmpty();
        }
        assertThat(Glance.at(new byte[0], 0, 0)).isEmpty();
    }

    private static Glance glance(byte[] octets) {
        return Glance.at(octets, 0, octets.length).orElseThrow();
    }

    private static byte[] text(String... lines) {
        return (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
