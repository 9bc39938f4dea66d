package io.carillon.sip.proxy;

import static io.carillon.sip.proxy.ProxyFixture.ALICE;
import static io.carillon.sip.proxy.ProxyFixture.NOW;
import static io.carillon.sip.proxy.ProxyFixture.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.proxy.ProxyEvent.Origin;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// For each accepted call that ends, the core says so once.
class EndedCallsTest {
    private static final InetSocketAddress BOB = new InetSocketAddress("192.0.2.20", 5060);
    private static final Request INVITE = request("INVITE sip:bob@192.0.2.20");

    private static final Request BYE =
            request(
                    "BYE sip:bob@192.0.2.20",
                    "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKalice2",
                    "To: <sip:bob@example.com>;tag=b1",
                    "CSeq: 2 BYE");

    /// From the other side.
    private static final Request CROSSING_BYE =
            request(
                    "BYE sip:alice@192.0.2.10",
                    "Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bKbob1",
                    "From: <sip:bob@example.com>;tag=b1",
                    "To: <sip:alice@example.com>;tag=a1",
                    "CSeq: 1 BYE");

    private final ProxyCore core;
    private final List<ProxyEffect.Ended> ended = new ArrayList<>();
    private CallState state = CallState.NONE;
    private long now = NOW;

    EndedCallsTest() {
        var fixture = new ProxyFixture(false, ProxySettings.Relay.ANY);
        core = new ProxyCore(fixture.settings, fixture.branches, fixture.tokens, fixture.answers);
    }

    /// Has a request forwarded, and answered with this status.
    private void exchange(Request request, int status) {
        var events = new ArrayDeque<ProxyEvent>();
        events.add(new ProxyEvent.Received(request, ALICE));
        while (!events.isEmpty()) {
            var step = core.on(state, events.poll(), now);
            state = step.next();
            for (var effect : step.effects()) {
                switch (effect) {
                    case ProxyEffect.Resolve(var key, var fork, var _) -> {
                        var found = List.of(new Destination(Transport.UDP, BOB));
                        events.add(new ProxyEvent.Resolved(key, fork, found));
                    }
                    case ProxyEffect.SendRequest(var sent, var _, var _) -> {
                        var tag = sent.to().tag().orElse("b1");
                        events.add(new ProxyEvent.Answered(Response.to(sent, status, tag)));
                    }
                    case ProxyEffect.Ended each -> ended.add(each);
                    default -> {}
                }
            }
        }
    }

    @Test
    void aCallEndsWithItsBye() {
        exchange(INVITE, 200);
        assertThat(ended).isEmpty();
        now += 60_000;
        exchange(BYE, 200);
        assertThat(ended)
                .containsExactly(
                        new ProxyEffect.Ended(
                                "sip:alice@example.com",
                                "sip:bob@example.com",
                                "a1",
                                "b1",
                                OptionalLong.of(NOW),
                                Optional.of("sip:alice@example.com")));
    }

    @Test
    void aByeThatIsRepeatedOrChallengedEndsNothingMore() {
        exchange(INVITE, 200);
        exchange(BYE, 407);
        assertThat(ended).isEmpty();
        exchange(CROSSING_BYE, 200);
        exchange(CROSSING_BYE, 200);
        assertThat(ended).hasSize(1);
        assertThat(ended.getFirst().by()).contains("sip:bob@example.com");
    }

    @Test
    void aByeThatWasSentAgainByAnotherEdgeEndsNothingMore() {
        var again =
                request(
                        "BYE sip:bob@192.0.2.20",
                        "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKalice3",
                        "To: <sip:bob@example.com>;tag=b1",
                        "CSeq: 2 BYE");
        exchange(INVITE, 200);
        exchange(BYE, 200);
        exchange(again, 200);
        assertThat(ended).hasSize(1);
    }

    @Test
    void whenBothHangUpAtTheSameTimeTheCallEndsOnce() {
        exchange(INVITE, 200);
        exchange(BYE, 200);
        exchange(CROSSING_BYE, 200);
        assertThat(ended).hasSize(1);
    }

    @Test
    void aNewOwnerKnowsOfTheEndWhatTheByeSays() {
        exchange(BYE, 200);
        assertThat(ended)
                .containsExactly(
                        new ProxyEffect.Ended(
                                "sip:alice@example.com",
                                "sip:bob@example.com",
                                "a1",
                                "b1",
                                OptionalLong.empty(),
                                Optional.of("sip:alice@example.com")));
    }

    /// It rang at an owner that died when it was answered: the new one hears of the end first, and
    /// then sends the copied INVITE, which is accepted as before.
    @Test
    void aCallThatHasEndedIsNotBegunAgain() {
        exchange(BYE, 200);
        exchange(INVITE, 200);
        assertThat(state.dialogs()).isEmpty();
        assertThat(ended).hasSize(1);
    }

    @Test
    void aCallThatEndedBeforeItsStateCameIsNotTakenOver() {
        exchange(INVITE, 200);
        var former = state;
        state = CallState.NONE;
        exchange(BYE, 200);
        state = core.on(state, new ProxyEvent.Resumed(former, Origin.HANDED_OVER), now).next();
        assertThat(state.dialogs()).isEmpty();
        assertThat(ended).hasSize(1);
    }

    @Test
    void aByeForACallThatNobodyKnowsEndsNone() {
        exchange(BYE, 481);
        assertThat(ended).isEmpty();
    }

    @Test
    void aCallWithoutASignOfLifeExpires() {
        exchange(INVITE, 200);
        now += Dialog.DEFAULT_LIFETIME_MILLIS;
        var step = core.on(state, new ProxyEvent.Woken(), now);
        assertThat(step.effects())
                .filteredOn(ProxyEffect.Ended.class::isInstance)
                .singleElement()
                .satisfies(effect -> assertThat(((ProxyEffect.Ended) effect).by()).isEmpty());
        assertThat(step.next().dialogs()).isEmpty();
    }
}
