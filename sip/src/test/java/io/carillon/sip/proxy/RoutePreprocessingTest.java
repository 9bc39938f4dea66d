package io.carillon.sip.proxy;

import static io.carillon.sip.proxy.ProxyFixture.ALICE;
import static io.carillon.sip.proxy.ProxyFixture.flow;
import static io.carillon.sip.proxy.ProxyFixture.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Request;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

/// Our own Route entries come off, and only a token of this call is believed.
final class RoutePreprocessingTest {
    private static final Flow BOB = flow(Transport.TCP, 7, "192.0.2.20", 33_000);
    private static final String IN_DIALOG = "To: <sip:bob@example.com>;tag=b1";
    private final ProxyFixture proxy = new ProxyFixture(true, ProxySettings.Relay.AUTHENTICATED);

    private RoutePreprocessing.Routed routed(Request request) throws MalformedException {
        return RoutePreprocessing.of(request, proxy.settings, proxy.tokens);
    }

    private String token(String callId, Optional<Flow> flow) {
        var begins = request("INVITE sip:bob@example.com", "Call-ID: " + callId);
        return proxy.tokens.make(begins, flow, "");
    }

    private String entry(String callId, Optional<Flow> flow) {
        return "<sip:" + token(callId, flow) + "@192.0.2.1:5060;lr>";
    }

    @Test
    void aPreloadedRouteToUsComesOffAndProvesNothing() throws MalformedException {
        var routed = routed(request("INVITE sip:bob@example.com", "Route: <sip:192.0.2.1;lr>"));
        assertThat(routed.request().headers().has(HeaderName.ROUTE)).isFalse();
        assertThat(routed.inOurDialog()).isFalse();
    }

    @Test
    void aTokenOfThisCallProvesTheDialog() throws MalformedException {
        var bye =
                request(
                        "BYE sip:bob@192.0.2.20",
                        IN_DIALOG,
                        "Route: " + entry("call-1", Optional.empty()) + ", <sip:192.0.2.99;lr>");
        var routed = routed(bye);
        assertThat(routed.inOurDialog()).isTrue();
        assertThat(routed.flow()).isEmpty();
        assertThat(routed.request().headers().values(HeaderName.ROUTE))
                .containsExactly("<sip:192.0.2.99;lr>");
    }

    @Test
    void aTokenOfAnotherCallProvesNothing() throws MalformedException {
        var bye =
                request(
                        "BYE sip:bob@192.0.2.20",
                        IN_DIALOG,
                        "Route: " + entry("call-2", Optional.empty()));
        assertThat(routed(bye).inOurDialog()).isFalse();
    }

    @Test
    void aTokenProvesNothingInARequestThatBeginsADialog() throws MalformedException {
        var invite =
                request(
                        "INVITE sip:victim@192.0.2.20",
                        "Route: " + entry("call-1", Optional.empty()));
        assertThat(routed(invite).inOurDialog()).isFalse();
    }

    @Test
    void aTokenProvesNothingBetweenOthers() throws MalformedException {
        var invite =
                request(
                        "INVITE sip:victim@192.0.2.20",
                        "From: <sip:mallory@example.net>;tag=m1",
                        IN_DIALOG,
                        "Route: " + entry("call-1", Optional.empty()));
        assertThat(routed(invite).inOurDialog()).isFalse();
    }

    @Test
    void aTokenProvesTheDialogFromTheOtherSideToo() throws MalformedException {
        var bye =
                request(
                        "BYE sip:alice@192.0.2.10",
                        "From: <sip:bob@example.com>;tag=b1",
                        "To: <sip:alice@example.com>;tag=a1",
                        "Route: " + entry("call-1", Optional.empty()));
        assertThat(routed(bye).inOurDialog()).isTrue();
    }

    @Test
    void ofTwoEntriesTheOneOfTheOtherSideNamesTheFlow() throws MalformedException {
        var bye =
                request(
                        "BYE sip:bob@192.0.2.20",
                        IN_DIALOG,
                        "Route: " + entry("call-1", Optional.of(ALICE)),
                        "Route: " + entry("call-1", Optional.of(BOB)));
        var routed = routed(bye);
        assertThat(routed.flow()).hasValue(BOB);
        assertThat(routed.request().headers().has(HeaderName.ROUTE)).isFalse();
    }

    @Test
    void aSenderThatHasLeftItsFlowStillReachesTheOtherSide() throws MalformedException {
        var gone = flow(Transport.UDP, 0, "192.0.2.10", 41_000);
        var bye =
                request(
                        "BYE sip:bob@192.0.2.20",
                        IN_DIALOG,
                        "Route: " + entry("call-1", Optional.of(gone)),
                        "Route: " + entry("call-1", Optional.empty()));
        assertThat(routed(bye).flow()).isEmpty();
        var toFlow =
                request(
                        "BYE sip:bob@192.0.2.20",
                        IN_DIALOG,
                        "Route: " + entry("call-1", Optional.of(gone)),
                        "Route: " + entry("call-1", Optional.of(BOB)));
        assertThat(routed(toFlow).flow()).hasValue(BOB);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:192.0.2.1",
                "sip:example.com",
                "sip:example.com:5060;lr",
                "sip:Example.com."
            })
    void whateverNamesUsComesOff(String route) throws MalformedException {
        var routed = routed(request("INVITE sip:bob@example.com", "Route: <" + route + ">"));
        assertThat(routed.request().headers().has(HeaderName.ROUTE)).isFalse();
    }

    @Test
    void aUserInTheRequestUriIsNoEntryOfOurs() throws MalformedException {
        var invite = request("INVITE sip:bob@example.com;lr", "Route: <sip:192.0.2.1;lr>");
        assertThat(routed(invite).request().uri()).hasToString("sip:bob@example.com;lr");
    }

    @Test
    void aStrictRouterGetsItsRequestUriRestored() throws MalformedException {
        var bye =
                request(
                        "BYE sip:" + token("call-1", Optional.empty()) + "@192.0.2.1:5060;lr",
                        IN_DIALOG,
                        "Route: <sip:192.0.2.50;lr>, <sip:bob@192.0.2.20>");
        var routed = routed(bye);
        assertThat(routed.inOurDialog()).isTrue();
        assertThat(routed.request().uri()).hasToString("sip:bob@192.0.2.20");
        assertThat(routed.request().headers().values(HeaderName.ROUTE))
                .containsExactly("<sip:192.0.2.50;lr>");
    }
}
