package io.carillon.sip.proxy;

import static io.carillon.sip.proxy.ProxyFixture.ALICE;
import static io.carillon.sip.proxy.ProxyFixture.NOW;
import static io.carillon.sip.proxy.ProxyFixture.flow;
import static io.carillon.sip.proxy.ProxyFixture.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.location.LocationReply;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Alice hears nothing from one edge and sends the same request by another one, with a new branch.
class RepetitionTest {
    private static final String TO_A = "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKa";
    private static final String TO_B = "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKb";
    private static final Flow BY_B = flow(Transport.TCP, 7, "192.0.2.10", 40_000);
    private static final InetSocketAddress BOB = new InetSocketAddress("192.0.2.20", 5060);

    private final ProxyCore core;
    private final List<Request> sent = new ArrayList<>();
    private final List<ProxyEffect.SendResponse> answers = new ArrayList<>();
    private CallState state = CallState.NONE;
    private long now = NOW;

    RepetitionTest() {
        var fixture = new ProxyFixture(false, ProxySettings.Relay.ANY);
        core = new ProxyCore(fixture.settings, fixture.branches, fixture.tokens, fixture.answers);
    }

    private static Request invite(String via, String... more) {
        var lines = new ArrayList<String>(List.of(more));
        lines.add(via);
        return request("INVITE sip:bob@192.0.2.20", lines.toArray(String[]::new));
    }

    private static Request bye(String via) {
        var to = "To: <sip:bob@example.com>;tag=b1";
        return request("BYE sip:bob@192.0.2.20", via, to, "CSeq: 2 BYE");
    }

    /// One step; what was sent before it is forgotten.
    private void step(ProxyEvent event) {
        sent.clear();
        answers.clear();
        perform(event);
    }

    private void perform(ProxyEvent event) {
        var step = core.on(state, event, now++);
        state = step.next();
        for (var effect : step.effects()) {
            switch (effect) {
                case ProxyEffect.Resolve(var key, var fork, var _) -> {
                    var found = List.of(new Destination(Transport.UDP, BOB));
                    perform(new ProxyEvent.Resolved(key, fork, found));
                }
                case ProxyEffect.SendRequest(var request, var _, var _) -> sent.add(request);
                case ProxyEffect.SendResponse answer -> answers.add(answer);
                default -> {}
            }
        }
    }

    private void fromAlice(Request request) {
        step(new ProxyEvent.Received(request, ALICE));
    }

    private void fromAliceByB(Request request) {
        step(new ProxyEvent.Received(request, BY_B));
    }

    private void fromBob(Request to, int status) {
        step(new ProxyEvent.Answered(Response.to(to, status, "b1")));
    }

    /// The INVITE by edge A: what Bob gets.
    private Request inviteByA() {
        fromAlice(invite(TO_A));
        assertThat(sent).hasSize(1);
        return sent.getFirst();
    }

    private void assertAnswered(int status, String... branches) {
        assertThat(answers).allSatisfy(it -> assertThat(it.response().status()).isEqualTo(status));
        assertThat(answers)
                .extracting(it -> it.response().topVia().branch().orElseThrow())
                .containsExactlyInAnyOrder(branches);
        assertThat(answers)
                .allSatisfy(
                        it ->
                                assertThat(it.response().headers().values(HeaderName.VIA))
                                        .hasSize(1));
    }

    @Test
    void itIsNotForwardedAndGetsTheAnswersOfTheFirst() {
        var atBob = inviteByA();
        fromAliceByB(invite(TO_B));
        assertThat(sent).isEmpty();
        assertAnswered(100, "z9hG4bKb");
        fromBob(atBob, 180);
        assertAnswered(180, "z9hG4bKa", "z9hG4bKb");
        assertThat(answers)
                .filteredOn(it -> it.response().topVia().branch().orElseThrow().endsWith("b"))
                .allSatisfy(it -> assertThat(((Hop.ByFlowOr) it.hop()).flow()).isEqualTo(BY_B));
        fromBob(atBob, 200);
        assertAnswered(200, "z9hG4bKa", "z9hG4bKb");
    }

    @Test
    void itHearsWhatWasSaidBeforeItCame() {
        fromBob(inviteByA(), 180);
        fromAliceByB(invite(TO_B));
        assertThat(answers.getLast().response().status()).isEqualTo(180);
    }

    @Test
    void afterThe200ItGetsTheNextOne() {
        var atBob = inviteByA();
        fromBob(atBob, 200);
        fromAliceByB(invite(TO_B));
        assertThat(sent).isEmpty();
        fromBob(atBob, 200);
        assertAnswered(200, "z9hG4bKa", "z9hG4bKb");
        fromBob(atBob, 200);
        assertAnswered(200, "z9hG4bKa", "z9hG4bKb");
    }

    @Test
    void itsCancelEndsTheFirst() {
        var atBob = inviteByA();
        fromBob(atBob, 180);
        fromAliceByB(invite(TO_B));
        fromAliceByB(request("CANCEL sip:bob@192.0.2.20", TO_B, "CSeq: 1 CANCEL"));
        assertThat(sent).extracting(Request::method).containsExactly(Method.CANCEL);
        fromBob(atBob, 487);
        assertThat(sent).extracting(Request::method).containsExactly(Method.ACK);
        assertAnswered(487, "z9hG4bKa", "z9hG4bKb");
    }

    @Test
    void itIsForgottenWithTheFirst() {
        fromBob(inviteByA(), 200);
        fromAliceByB(invite(TO_B));
        now += 64 * 500 + 1;
        step(new ProxyEvent.Woken());
        assertThat(state.contexts()).isEmpty();
    }

    @Test
    void thereAreOnlySoMany() {
        inviteByA();
        for (int i = 0; i <= Repetition.MOST; i++) {
            assertThat(state.contexts()).hasSize(i + 1);
            fromAliceByB(invite(TO_B + i));
            assertThat(sent).isEmpty();
        }
        assertThat(answers.getLast().response().status()).isEqualTo(482);
        assertThat(state.contexts()).hasSize(Repetition.MOST + 1);
    }

    @Test
    void aByeIsAnsweredWithoutBob() {
        fromAlice(bye(TO_A));
        fromBob(sent.getFirst(), 200);
        fromAliceByB(bye(TO_B));
        assertThat(sent).isEmpty();
        assertAnswered(200, "z9hG4bKb");
    }

    @Test
    void aByeOverAConnectionThatBrokeIsAnsweredWithoutBobToo() {
        fromAliceByB(bye(TO_A));
        fromBob(sent.getFirst(), 200);
        fromAlice(bye(TO_B));
        assertThat(sent).isEmpty();
        assertAnswered(200, "z9hG4bKb");
    }

    @Test
    void whatWasRefusedIsTriedAnew() {
        fromBob(inviteByA(), 503);
        fromAliceByB(invite(TO_B));
        assertThat(sent).extracting(Request::method).containsExactly(Method.INVITE);
    }

    @Test
    void whatDiffersInMoreThanItsBranchIsARequestOfItsOwn() {
        inviteByA();
        for (var other :
                List.of(
                        invite(TO_B, "CSeq: 2 INVITE"),
                        invite(TO_B.replace("Kb", "Kc"), "From: <sip:alice@example.com>;tag=a2"),
                        invite(TO_B.replace("Kb", "Kd"), "Proxy-Authorization: Digest a=\"b\""),
                        invite(TO_B.replace("192.0.2.10", "192.0.2.11")))) {
            fromAliceByB(other);
            assertThat(sent).as(other.toString()).hasSize(1);
        }
    }

    @Test
    void itsNextOwnerAnswersBothWays() {
        var atBob = inviteByA();
        fromBob(atBob, 180);
        fromAliceByB(invite(TO_B));
        var former = state;
        state = CallState.NONE;
        step(new ProxyEvent.Resumed(former, ProxyEvent.Origin.COPIED));
        assertThat(sent).hasSize(1);
        fromBob(atBob, 200);
        assertAnswered(200, "z9hG4bKa", "z9hG4bKb");
    }

    @Test
    void itJoinsAStateThatComesLaterThanIt() {
        var toBob = "INVITE sip:bob@example.com";
        var first = request(toBob, TO_A);
        fromAlice(first);
        step(new ProxyEvent.Located(TransactionKey.ofServer(first), atHisPhone()));
        var atBob = sent.getFirst();
        var former = state;
        state = CallState.NONE;

        var second = request(toBob, TO_B);
        fromAliceByB(second);
        step(new ProxyEvent.Resumed(former, ProxyEvent.Origin.HANDED_OVER));
        step(new ProxyEvent.Located(TransactionKey.ofServer(second), atHisPhone()));
        assertThat(sent).isEmpty();
        fromBob(atBob, 200);
        assertAnswered(200, "z9hG4bKa", "z9hG4bKb");
    }

    private static LocationReply atHisPhone() {
        var uri = SipUri.of("bob", "192.0.2.20");
        return new LocationReply.Found(
                List.of(new Target(uri, 1000, Optional.empty(), List.of(), "", 0)));
    }
}
