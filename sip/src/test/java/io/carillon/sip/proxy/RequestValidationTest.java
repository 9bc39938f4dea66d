package io.carillon.sip.proxy;

import static io.carillon.sip.proxy.ProxyFixture.NOW;
import static io.carillon.sip.proxy.ProxyFixture.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.location.Aor;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.proxy.RequestValidation.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is refused without state, and what is let through to whom.
final class RequestValidationTest {
    private final ProxyFixture open = new ProxyFixture(false, ProxySettings.Relay.NONE);
    private final ProxyFixture guarded = new ProxyFixture(true, ProxySettings.Relay.AUTHENTICATED);

    private static Response answer(ProxyFixture proxy, Request request) {
        return ((Verdict.Answer) proxy.validation.of(request, NOW)).response();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    OPTIONS sip:example.com        |                         | 200
                    OPTIONS sip:192.0.2.1:5060     |                         | 200
                    OPTIONS sip:example.com        | Max-Forwards: 0         | 200
                    OPTIONS sip:bob@example.com    | Max-Forwards: 0         | 483
                    INVITE sip:bob@example.com     | Max-Forwards: 0         | 483
                    OPTIONS sip:example.com        | Route: <sip:192.0.2.1;lr> | 200
                    OPTIONS sip:example.com        | Route: <sip:192.0.2.1>, <sip:example.com:5060;lr> | 200
                    INVITE tel:+4912345            |                         | 416
                    INVITE sips:bob@example.com    |                         | 416
                    INVITE http://example.com/     |                         | 416
                    INVITE sip:bob@example.com     | Proxy-Require: teleport | 420
                    INVITE sip:example.com         |                         | 405
                    MESSAGE sip:192.0.2.1          |                         | 405
                    FROBNICATE sip:example.com     |                         | 501
                    OPTIONS sip:example.com        | Require: teleport       | 420
                    REGISTER sip:example.com       | Require: teleport       | 420
                    REGISTER sip:example.com       | To: <tel:+4912345>      | 400
                    REGISTER sip:example.com       | To: <sip:example.com>   | 404
                    REGISTER sip:example.com       | To: <sip:b@example.net> | 404
                    """)
    void refusesOrAnswersWithoutState(String start, String line, int status) {
        var request = line == null ? request(start) : request(start, line);
        assertThat(answer(open, request).status()).isEqualTo(status);
    }

    @Test
    void namesTheExtensionsItDoesNotKnow() {
        var response = answer(open, request("INVITE sip:bob@example.com", "Proxy-Require: a, b"));
        assertThat(response.headers().values(HeaderName.UNSUPPORTED)).containsExactly("a", "b");
    }

    @Test
    void toldMethodsGoWithTheRefusalOfAnother() {
        var response = answer(open, request("INVITE sip:example.com"));
        assertThat(response.headers().value(HeaderName.ALLOW)).hasValue("REGISTER, OPTIONS");
    }

    @Test
    void registrationsGoToTheEntityOfTheirUser() {
        var to = "To: Bob <sip:b%6Fb@EXAMPLE.com;transport=tcp>";
        assertThat(open.validation.of(request("REGISTER sip:example.com", to), NOW))
                .isEqualTo(new Verdict.ToRegistrar(new Aor("bob", "example.com")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    REGISTER sip:example.com       | Route: <sip:192.0.2.1;lr>
                    REGISTER sip:example.com       | Route: <sip:example.com:5060>
                    REGISTER sip:bob@example.com   | Expires: 60
                    REGISTER sip:example.com       | Max-Forwards: 0
                    """)
    void registrationsByWayOfOurselvesEndHereToo(String start, String line) {
        assertThat(open.validation.of(request(start, line), NOW))
                .isEqualTo(new Verdict.ToRegistrar(new Aor("bob", "example.com")));
    }

    @Test
    void ourAddressStandsForTheFirstDomain() {
        var register = request("REGISTER sip:192.0.2.1", "To: <sip:bob@192.0.2.1>");
        assertThat(open.validation.of(register, NOW))
                .isEqualTo(new Verdict.ToRegistrar(new Aor("bob", "example.com")));
    }

    @Test
    void aRegistrationWithoutCredentialsIsChallengedForTheDomainOfItsUser() {
        var register = request("REGISTER sip:example.org", "To: <sip:bob@example.org>");
        var response = answer(guarded, register);
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.headers().all(HeaderName.WWW_AUTHENTICATE))
                .hasSize(2)
                .allMatch(line -> line.value().contains("realm=\"example.org\""));
    }

    @Test
    void aPhoneWithUsAsItsOutboundProxyReachesTheRegistrar() {
        var to = "To: <sip:bob@example.com>";
        var ours = "Route: <sip:192.0.2.1:5060;transport=udp;lr>";
        assertThat(open.validation.of(request("REGISTER sip:example.com", to, ours), NOW))
                .isEqualTo(new Verdict.ToRegistrar(new Aor("bob", "example.com")));
        var other = "Route: <sip:192.0.2.99;lr>";
        assertThat(open.validation.of(request("REGISTER sip:example.com", to, other), NOW))
                .isEqualTo(new Verdict.ToCall());
    }

    @Test
    void aForgedNonceIsChallengedAgainAndNotCalledStale() {
        var response =
                answer(
                        guarded,
                        request(
                                "REGISTER sip:example.com",
                                "Authorization: Digest username=\"bob\", realm=\"example.com\","
                                        + " nonce=\"made-up\", uri=\"sip:example.com\","
                                        + " response=\"00000000000000000000000000000000\","
                                        + " algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\""));
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.headers().value(HeaderName.WWW_AUTHENTICATE))
                .hasValueSatisfying(value -> assertThat(value).doesNotContain("stale=true"));
    }

    @Test
    void aCallInTheNameOfAUserOfOursIsChallenged() {
        var response = answer(guarded, request("INVITE sip:bob@example.com"));
        assertThat(response.status()).isEqualTo(407);
        assertThat(response.headers().all(HeaderName.PROXY_AUTHENTICATE)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sip:alice@192.0.2.1", "sip:a%6Cice@Example.COM.", "sips:alice@example.com"})
    void aUserOfOursByAnotherNameIsChallengedForTheSameRealm(String from) {
        var invite = request("INVITE sip:bob@example.com", "From: <" + from + ">;tag=x");
        assertThat(answer(guarded, invite).headers().all(HeaderName.PROXY_AUTHENTICATE))
                .hasSize(2)
                .allMatch(line -> line.value().contains("realm=\"example.com\""));
    }

    @Test
    void aCallWithAForgedNonceIsChallengedWithoutState() {
        var response =
                answer(
                        guarded,
                        request(
                                "INVITE sip:bob@example.com",
                                "Proxy-Authorization: Digest username=\"alice\","
                                        + " realm=\"example.com\", nonce=\"made-up\","
                                        + " uri=\"sip:bob@example.com\","
                                        + " response=\"00000000000000000000000000000000\""));
        assertThat(response.status()).isEqualTo(407);
    }

    @Test
    void aCallFromElsewhereToAUserOfOursIsLetThrough() {
        var invite = request("INVITE sip:bob@example.com", "From: <sip:x@example.net>;tag=x");
        assertThat(guarded.validation.of(invite, NOW)).isEqualTo(new Verdict.ToCall());
    }

    @Test
    void theAckOfAnAnswerWithoutStateEndsHere() {
        var refused = answer(guarded, request("INVITE sip:bob@example.com"));
        var ack = request("ACK sip:bob@example.com", "To: " + refused.to());
        assertThat(guarded.validation.of(ack, NOW)).isEqualTo(new Verdict.Drop());
        var other = request("ACK sip:bob@example.com", "To: " + refused.to(), "Call-ID: call-2");
        assertThat(guarded.validation.of(other, NOW)).isEqualTo(new Verdict.ToCall());
    }

    @Test
    void aRepeatedRequestGetsTheSameToTag() {
        var first = answer(open, request("INVITE sip:bob@example.com", "Max-Forwards: 0"));
        var second = answer(open, request("INVITE sip:bob@example.com", "Max-Forwards: 0"));
        assertThat(second.to().tag()).isPresent().isEqualTo(first.to().tag());
    }
}
