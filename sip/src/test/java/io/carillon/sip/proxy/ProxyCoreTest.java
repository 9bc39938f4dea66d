package io.carillon.sip.proxy;

import static io.carillon.sip.proxy.ProxyFixture.ALICE;
import static io.carillon.sip.proxy.ProxyFixture.NOW;
import static io.carillon.sip.proxy.ProxyFixture.message;
import static io.carillon.sip.proxy.ProxyFixture.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.location.LocationReply;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Hop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a ladder cannot say of the core: hostile peers, floods, and states that move.
final class ProxyCoreTest {
    private final ProxyFixture proxy = new ProxyFixture(false, ProxySettings.Relay.NONE);
    private final ProxyCore core =
            new ProxyCore(proxy.settings, proxy.branches, proxy.tokens, proxy.answers);
    private CallState state = CallState.NONE;

    private List<ProxyEffect> step(ProxyEvent event) {
        var step = core.on(state, event, NOW);
        state = step.next();
        return step.effects();
    }

    private List<ProxyEffect> receive(Request request) {
        return step(new ProxyEvent.Received(request, ALICE));
    }

    private List<ProxyEffect> found(Request request, int targets) {
        var all = new ArrayList<Target>();
        for (int i = 0; i < targets; i++) {
            all.add(Target.of(SipUri.of("bob", "192.0.2." + (20 + i)), Optional.empty()));
        }
        var key = TransactionKey.ofServer(request);
        return step(new ProxyEvent.Located(key, new LocationReply.Found(all)));
    }

    private static List<Request> requests(List<ProxyEffect> effects) {
        return effects.stream()
                .filter(ProxyEffect.SendRequest.class::isInstance)
                .map(effect -> ((ProxyEffect.SendRequest) effect).request())
                .toList();
    }

    private static List<ProxyEffect.SendResponse> responses(List<ProxyEffect> effects) {
        return effects.stream()
                .filter(ProxyEffect.SendResponse.class::isInstance)
                .map(ProxyEffect.SendResponse.class::cast)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIP/2.0/UDP 192.0.2.10:53;branch=z9hG4bKalice1",
                "SIP/2.0/UDP 203.0.113.9;branch=z9hG4bKalice1;received=203.0.113.9;rport=53",
                "no Via at all",
            })
    void responsesGoBackWhereTheRequestCameFromWhateverTheirViaSays(String below) {
        var invite = request("INVITE sip:bob@example.com");
        receive(invite);
        var sent = requests(found(invite, 1)).getFirst();
        var ringing =
                (Response)
                        message(
                                "SIP/2.0 180 Ringing\r\nVia: "
                                        + sent.topVia()
                                        + "\r\nVia: "
                                        + below
                                        + "\r\nFrom: <sip:alice@example.com>;tag=a1"
                                        + "\r\nTo: <sip:bob@example.com>;tag=b1"
                                        + "\r\nCall-ID: call-1\r\nCSeq: 1 INVITE\r\n\r\n");
        assertThat(responses(step(new ProxyEvent.Answered(ringing))))
                .singleElement()
                .satisfies(effect -> assertThat(effect.hop()).isEqualTo(new Hop.ByFlow(ALICE)));
    }

    @ParameterizedTest
    @CsvSource({
        "1,,60",
        "3,,20",
        "3,Max-Breadth: 9,3",
        "2,Max-Breadth: 1000,30",
        "1,Max-Breadth: 7,7"
    })
    void theBreadthOfARequestIsDividedAmongItsForks(int targets, String line, String breadth) {
        var start = "INVITE sip:bob@example.com";
        var invite = line == null ? request(start) : request(start, line);
        receive(invite);
        assertThat(requests(found(invite, targets)))
                .hasSize(targets)
                .allMatch(
                        sent ->
                                sent.headers()
                                        .values(HeaderName.MAX_BREADTH)
                                        .equals(List.of(breadth)));
    }

    /// A state that was taken over may have begun anew, with fewer forks than it once asked for.
    @Test
    void anAddressForAForkThatIsNoMoreChangesNothing() {
        var invite = request("INVITE sip:bob@example.com");
        receive(invite);
        var before = state;
        var key = TransactionKey.ofServer(invite);
        assertThat(step(new ProxyEvent.Resolved(key, 1, List.of()))).isEmpty();
        assertThat(state.contexts()).isEqualTo(before.contexts());
    }

    /// Who went on with the copy would look up anew, and might find somebody to ring by then.
    @Test
    void thatNobodyWasAskedIsKnownElsewhereBeforeTheRefusalLeaves() {
        var inCluster = new ProxyFixture(false, ProxySettings.Relay.NONE, true);
        var core =
                new ProxyCore(
                        inCluster.settings,
                        inCluster.branches,
                        inCluster.tokens,
                        inCluster.answers);
        var invite = request("INVITE sip:bob@example.com");
        var asked = core.on(CallState.NONE, new ProxyEvent.Received(invite, ALICE), NOW).next();
        var late = core.on(asked, new ProxyEvent.Woken(), NOW + 250);
        assertThat(late.effects().getFirst()).isInstanceOf(ProxyEffect.Keep.class);

        var nobody =
                new ProxyEvent.Located(
                        TransactionKey.ofServer(invite), new LocationReply.Unregistered());
        var refused = core.on(late.next(), nobody, NOW + 300);
        assertThat(refused.effects()).first().isEqualTo(new ProxyEffect.Forget(true));
        assertThat(responses(refused.effects())).hasSize(1);
    }

    @Test
    void moreForksThanBreadthAreRefused() {
        var invite = request("INVITE sip:bob@example.com", "Max-Breadth: 2");
        receive(invite);
        var effects = found(invite, 3);
        assertThat(requests(effects)).isEmpty();
        assertThat(responses(effects))
                .extracting(effect -> effect.response().status())
                .containsExactly(440);
    }

    @Test
    void aFloodUnderOneCallIdIsBounded() {
        var invite = request("INVITE sip:bob@example.com");
        receive(invite);
        found(invite, 1);
        for (int i = 0; i < 2 * ProxyCore.MOST_TRANSACTIONS; i++) {
            receive(request("MESSAGE sip:bob@example.com", via(i)));
            receive(request("CANCEL sip:bob@example.com", via(1_000_000 + i)));
        }
        assertThat(state.transactions()).isEqualTo(ProxyCore.MOST_TRANSACTIONS);
        var more = receive(request("INVITE sip:bob@example.com", via(2_000_000)));
        assertThat(responses(more))
                .singleElement()
                .satisfies(e -> assertThat(e.response().status()).isEqualTo(503));
        var cancelled = receive(request("CANCEL sip:bob@example.com"));
        assertThat(responses(cancelled))
                .singleElement()
                .satisfies(e -> assertThat(e.response().status()).isEqualTo(200));
    }

    private static String via(int i) {
        return "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKflood" + i;
    }

    @Test
    void aStateIsGoneOnWithBesidesWhatHasComeInSince() {
        var invite = request("INVITE sip:bob@example.com");
        receive(invite);
        found(invite, 1);
        var former = state;

        state = CallState.NONE;
        receive(request("MESSAGE sip:bob@example.com", via(1)));
        step(new ProxyEvent.Resumed(former, ProxyEvent.Origin.HANDED_OVER));
        assertThat(state.transactions()).isEqualTo(2);

        var cancelled = receive(request("CANCEL sip:bob@example.com"));
        assertThat(responses(cancelled))
                .singleElement()
                .satisfies(effect -> assertThat(effect.response().status()).isEqualTo(200));
    }

    @Test
    void whatAStateWasWaitingForIsAskedForAgainAndHeededOnce() {
        var invite = request("INVITE sip:bob@example.com");
        receive(invite);
        var former = state;

        state = CallState.NONE;
        receive(invite); // repeated in the meantime
        assertThat(step(new ProxyEvent.Resumed(former, ProxyEvent.Origin.HANDED_OVER)))
                .hasOnlyElementsOfType(ProxyEffect.Locate.class);
        assertThat(requests(found(invite, 2))).hasSize(2);
        assertThat(requests(found(invite, 2))).isEmpty();
    }

    @Test
    void aHostThatAStateWasWaitingForIsResolvedAgain() {
        var invite = request("INVITE sip:bob@example.com");
        receive(invite);
        var target = Target.of(SipUri.of("bob", "phone.example.net"), Optional.empty());
        var key = TransactionKey.ofServer(invite);
        step(new ProxyEvent.Located(key, new LocationReply.Found(List.of(target))));
        var former = state;

        state = CallState.NONE;
        assertThat(step(new ProxyEvent.Resumed(former, ProxyEvent.Origin.HANDED_OVER)))
                .singleElement()
                .isInstanceOf(ProxyEffect.Resolve.class);
    }

    @ParameterizedTest
    @CsvSource({
        "INVITE sip:bob@example.net, Expires: 60, 403",
        "INVITE sip:bob@example.com, Route: <sip:192.0.2.99;lr>, 403",
        "INVITE sip:bob@example.com, Route: <sip, 400",
    })
    void whatIsRefusedAtOnceIsAnsweredOnceAndForgotten(String start, String line, int status) {
        var invite = request(start, line);
        assertThat(responses(receive(invite)))
                .extracting(effect -> effect.response().status())
                .containsExactly(status);
        assertThat(state.isOver()).isTrue();
        assertThat(responses(receive(invite))).hasSize(1);
    }
}
