package io.carillon.sip.proxy;

import static io.carillon.sip.proxy.ProxyFixture.message;
import static io.carillon.sip.proxy.ProxyFixture.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.auth.Nonce;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.LocationReply;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What becomes of calls as edges come and go: a core without sockets, edges `a` and `b`.
final class EdgesInCallsTest {
    private static final String A = "a:7355";
    private static final String B = "b:7355";
    private static final Flow ALICE = flow(A, 4, "192.0.2.10", 40_000);
    private static final Flow BOB = flow(B, 7, "192.0.2.20", 33_000);
    private static final Flow BOB_AGAIN = flow(A, 9, "192.0.2.20", 33_001);
    private static final String INSTANCE = "\"<urn:uuid:b0b>\"";

    private Edges edges = edges(A, B);
    private final ProxySettings settings =
            new ProxySettings(
                    List.of("example.com"),
                    () -> edges,
                    true,
                    false,
                    ProxySettings.Relay.NONE,
                    List.of(),
                    ProxySettings.Timers.DEFAULT,
                    185_000,
                    false);
    private final ProxyCore core = core();
    private CallState state = CallState.NONE;

    private ProxyCore core() {
        var secret = Secret.of("a secret that only tests share");
        return new ProxyCore(
                settings,
                new Branches(secret.mac("branch")),
                new DialogToken(secret.mac("dialog")),
                new LocalAnswers(secret.mac("tag"), new Nonce(secret.mac("nonce"), 300_000)));
    }

    private static Flow flow(String edge, long connection, String host, int port) {
        return new Flow(edge, Transport.TCP, 0, connection, new InetSocketAddress(host, port));
    }

    private static Edges edges(String... names) {
        var live = new java.util.TreeMap<String, List<Listener>>();
        for (var name : names) live.put(name, List.of(listener(Transport.UDP, name), tcp(name)));
        return Edges.of("core:7355", Map.copyOf(live), List.of());
    }

    private static Edges leaving(String edge) {
        var live =
                Map.of(
                        A, List.of(listener(Transport.UDP, A), tcp(A)),
                        B, List.of(listener(Transport.UDP, B), tcp(B)));
        return Edges.of("core:7355", live, Set.of(edge), List.of());
    }

    private static Listener tcp(String edge) {
        return listener(Transport.TCP, edge);
    }

    private static Listener listener(Transport transport, String edge) {
        var host = edge.equals(A) ? "192.0.2.1" : "192.0.2.2";
        return new Listener(transport, 0, new InetSocketAddress(host, 5060), host, 5060);
    }

    private List<ProxyEffect> step(ProxyEvent event) {
        var step = core.on(state, event, ProxyFixture.NOW);
        state = step.next();
        return step.effects();
    }

    private static <E> E only(List<ProxyEffect> effects, Class<E> type) {
        var found = effects.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static Target bob(Flow flow) {
        return new Target(
                SipUri.of("bob", "192.0.2.20"), 1000, Optional.of(flow), List.of(), INSTANCE, 1);
    }

    private static Request invite() {
        return invite("z9hG4bKalice1");
    }

    private static Request invite(String branch) {
        return request(
                "INVITE sip:bob@example.com",
                "Via: SIP/2.0/TCP 192.0.2.10:40000;branch=" + branch,
                "Contact: <sip:alice@192.0.2.10:40000;transport=tcp>");
    }

    private Request forwarded(Target... targets) {
        var invite = invite();
        step(new ProxyEvent.Received(invite, ALICE));
        var reply = new LocationReply.Found(List.of(targets));
        var effects = step(new ProxyEvent.Located(TransactionKey.ofServer(invite), reply));
        return only(effects, ProxyEffect.SendRequest.class).request();
    }

    private static Response ok(Request to, String topVia) {
        return response("200 OK", to, topVia);
    }

    private static Response response(String status, Request to, String topVia) {
        var text = new StringBuilder("SIP/2.0 " + status + "\r\nVia: " + topVia + "\r\n");
        var vias = to.headers().values(HeaderName.VIA);
        for (var via : vias.subList(1, vias.size()))
            text.append("Via: ").append(via).append("\r\n");
        text.append("From: ").append(to.from()).append("\r\n");
        text.append("To: <sip:bob@example.com>;tag=b1\r\nCall-ID: call-1\r\n");
        text.append("CSeq: ").append(to.cseq().number()).append(" INVITE\r\n\r\n");
        return (Response) message(text.toString());
    }

    /// The BYE of the caller along the route that the INVITE recorded.
    private static Request bye(Request invite) {
        var routes = invite.headers().values(HeaderName.RECORD_ROUTE).reversed();
        return request(
                "BYE sip:bob@192.0.2.20",
                "Via: SIP/2.0/TCP 192.0.2.10:40000;branch=z9hG4bKalice2",
                "To: <sip:bob@example.com>;tag=b1",
                "CSeq: 2 BYE",
                "Route: " + String.join(", ", routes));
    }

    @Test
    void viaAndRecordRouteNameTheEdgeThatSends() {
        var sent = forwarded(bob(BOB));
        assertThat(sent.topVia().host()).isEqualTo("192.0.2.2");
        assertThat(sent.headers().values(HeaderName.RECORD_ROUTE).getFirst())
                .contains("@192.0.2.2:5060");
        assertThat(sent.headers().values(HeaderName.RECORD_ROUTE).getLast())
                .contains("@192.0.2.1:5060");
    }

    @Test
    void aNodeWithoutStateSendsAResponseByTheConnectionOfItsRequest() {
        var sent = forwarded(bob(BOB));
        state = CallState.NONE;
        var response = ok(sent, sent.topVia().toString());
        var effect = only(step(new ProxyEvent.Answered(response)), ProxyEffect.SendResponse.class);
        assertThat(effect.hop())
                .isInstanceOfSatisfying(
                        Hop.ByFlowOr.class, hop -> assertThat(hop.flow()).isEqualTo(ALICE));
    }

    @Test
    void aFlowThatSomebodyPutIntoOurViaIsNotBelieved() {
        var sent = forwarded(bob(BOB));
        state = CallState.NONE;
        var via = sent.topVia();
        var given = via.parameters().get(Branches.UPSTREAM).orElseThrow();
        var other = (given.charAt(0) == 'A' ? 'B' : 'A') + given.substring(1);
        var response = ok(sent, via.with(Branches.UPSTREAM, other).toString());
        var effect = only(step(new ProxyEvent.Answered(response)), ProxyEffect.SendResponse.class);
        assertThat(effect.hop()).isInstanceOf(Hop.To.class);
    }

    @Test
    void aContactWhoseEdgeHasLeftIsPassedOverForTheNext() {
        edges = edges(A);
        var sent = forwarded(bob(BOB), bob(BOB_AGAIN));
        assertThat(sent.topVia().host()).isEqualTo("192.0.2.1");
    }

    @Test
    void aDialogFollowsItsPhoneToTheConnectionThatItRegisteredBySince() {
        var bye = bye(forwarded(bob(BOB)));
        edges = edges(A);
        var asked = only(step(new ProxyEvent.Received(bye, ALICE)), ProxyEffect.Locate.class);
        assertThat(asked.aor()).isEqualTo(new Aor("bob", "example.com"));

        var reply = new LocationReply.Found(List.of(bob(BOB_AGAIN)));
        var effects = step(new ProxyEvent.Located(asked.transaction(), reply));
        var sent = only(effects, ProxyEffect.SendRequest.class);
        assertThat(sent.hop()).isEqualTo(new Hop.ByFlow(BOB_AGAIN));
        assertThat(sent.request().uri()).hasToString("sip:bob@192.0.2.20");
    }

    @Test
    void aDialogFollowsItsPhoneAlsoWhenTheConnectionAloneIsGone() {
        var bye = bye(forwarded(bob(BOB)));
        var sent = only(step(new ProxyEvent.Received(bye, ALICE)), ProxyEffect.SendRequest.class);
        assertThat(sent.hop()).isEqualTo(new Hop.ByFlow(BOB));

        var asked = only(step(new ProxyEvent.Unreachable(sent.client())), ProxyEffect.Locate.class);
        var reply = new LocationReply.Found(List.of(bob(BOB_AGAIN)));
        var effects = step(new ProxyEvent.Located(asked.transaction(), reply));
        assertThat(only(effects, ProxyEffect.SendRequest.class).hop())
                .isEqualTo(new Hop.ByFlow(BOB_AGAIN));
    }

    @Test
    void aRequestUnderWayFollowsItsPhoneWhenTheEdgeOfItsConnectionLeaves() {
        var bye = bye(forwarded(bob(BOB)));
        state = CallState.NONE; // the INVITE, whose phone would be sought as well
        only(step(new ProxyEvent.Received(bye, ALICE)), ProxyEffect.SendRequest.class);
        edges = edges(A);

        var asked = only(step(new ProxyEvent.EdgeGone(B)), ProxyEffect.Locate.class);
        var reply = new LocationReply.Found(List.of(bob(BOB_AGAIN)));
        var effects = step(new ProxyEvent.Located(asked.transaction(), reply));
        assertThat(only(effects, ProxyEffect.SendRequest.class).hop())
                .isEqualTo(new Hop.ByFlow(BOB_AGAIN));
    }

    /// The INVITE of a phone that has said that it rings.
    private Request ringing(Flow flow) {
        var sent = forwarded(bob(flow));
        step(new ProxyEvent.Answered(response("180 Ringing", sent, sent.topVia().toString())));
        return sent;
    }

    private void assertAnsweredByTheNext(Request sent) {
        var effects = step(new ProxyEvent.Answered(accepted(sent), Optional.of(BOB_AGAIN)));
        var answer = only(effects, ProxyEffect.SendResponse.class).response();
        assertThat(answer.headers().values(HeaderName.RECORD_ROUTE))
                .hasSize(2)
                .allMatch(route -> route.contains("@192.0.2.1:5060"));
        var acked = step(new ProxyEvent.Received(ack(answer), ALICE));
        assertThat(only(acked, ProxyEffect.SendStateless.class).hop())
                .isEqualTo(new Hop.ByFlow(BOB_AGAIN));
    }

    @Test
    void aPhoneThatRingsOverALostConnectionAnswersByTheNext() {
        var sent = ringing(BOB);
        edges = edges(A);
        only(step(new ProxyEvent.EdgeGone(B)), ProxyEffect.Locate.class);

        assertAnsweredByTheNext(sent);
    }

    @Test
    void aPhoneThatWasCalledByTwoConnectionsAnswersByTheSecond() {
        var sent = ringing(BOB);
        edges = edges(A);
        var asked = only(step(new ProxyEvent.EdgeGone(B)), ProxyEffect.Locate.class);
        only(step(located(asked, bob(BOB_AGAIN))), ProxyEffect.SendRequest.class);

        assertAnsweredByTheNext(sent);
    }

    @Test
    void aPhoneThatComesBackBetweenItsAnswerAndTheAckIsAcknowledged() {
        var sent = forwarded(bob(BOB));
        var answered = step(new ProxyEvent.Answered(accepted(sent), Optional.of(BOB)));
        var ack = ack(only(answered, ProxyEffect.SendResponse.class).response());
        edges = edges(A);
        step(new ProxyEvent.EdgeGone(B));
        assertThat(step(new ProxyEvent.Received(ack, ALICE))).isEmpty();

        step(new ProxyEvent.Answered(accepted(sent), Optional.of(BOB_AGAIN))); // RFC 3261 §13.3.1.4
        var acked = step(new ProxyEvent.Received(ack, ALICE));
        assertThat(only(acked, ProxyEffect.SendStateless.class).hop())
                .isEqualTo(new Hop.ByFlow(BOB_AGAIN));
    }

    @Test
    void theAckOfOneOfTwoInvitesGoesAsItsDialogSays() {
        var sent = forwarded(bob(BOB));
        var answered = step(new ProxyEvent.Answered(accepted(sent), Optional.of(BOB_AGAIN)));
        var answer = only(answered, ProxyEffect.SendResponse.class).response();
        var again = reInvite(answer);
        var other =
                only(step(new ProxyEvent.Received(again, ALICE)), ProxyEffect.SendRequest.class);
        assertThat(other.hop()).isEqualTo(new Hop.ByFlow(BOB_AGAIN));
        step(new ProxyEvent.Answered(accepted(other.request()), Optional.of(BOB)));

        var acked = step(new ProxyEvent.Received(ack(answer), ALICE));
        assertThat(only(acked, ProxyEffect.SendStateless.class).hop())
                .isEqualTo(new Hop.ByFlow(BOB_AGAIN));
    }

    /// A call whose phone has come back by another connection goes on with another INVITE.
    @Test
    void theAckOfAnInviteThatFollowedItsPhoneFollowsItToo() {
        var sent = forwarded(bob(BOB));
        var answered = step(new ProxyEvent.Answered(accepted(sent), Optional.of(BOB)));
        var answer = only(answered, ProxyEffect.SendResponse.class).response();
        step(new ProxyEvent.Received(ack(answer), ALICE));
        edges = edges(A);
        step(new ProxyEvent.EdgeGone(B));

        var asked =
                only(
                        step(new ProxyEvent.Received(reInvite(answer), ALICE)),
                        ProxyEffect.Locate.class);
        var again = only(step(located(asked, bob(BOB_AGAIN))), ProxyEffect.SendRequest.class);
        step(new ProxyEvent.Answered(accepted(again.request()), Optional.of(BOB_AGAIN)));
        var acked = step(new ProxyEvent.Received(ack(answer), ALICE));
        assertThat(only(acked, ProxyEffect.SendStateless.class).hop())
                .isEqualTo(new Hop.ByFlow(BOB_AGAIN));
    }

    private static Request reInvite(Response answer) {
        var routes = answer.headers().values(HeaderName.RECORD_ROUTE).reversed();
        return request(
                "INVITE sip:bob@192.0.2.20",
                "Via: SIP/2.0/TCP 192.0.2.10:40000;branch=z9hG4bKalice4",
                "To: <sip:bob@example.com>;tag=b1",
                "CSeq: 2 INVITE",
                "Contact: <sip:alice@192.0.2.10:40000;transport=tcp>",
                "Route: " + String.join(", ", routes));
    }

    /// The 200 of a phone, with the route that it was called by.
    private static Response accepted(Request sent) {
        var ok = ok(sent, sent.topVia().toString());
        var headers = ok.headers().edit();
        for (var route : sent.headers().all(HeaderName.RECORD_ROUTE)) headers.append(route);
        return ok.withHeaders(headers.build());
    }

    private static Request ack(Response answer) {
        var routes = answer.headers().values(HeaderName.RECORD_ROUTE).reversed();
        return request(
                "ACK sip:bob@192.0.2.20",
                "Via: SIP/2.0/TCP 192.0.2.10:40000;branch=z9hG4bKalice3",
                "To: <sip:bob@example.com>;tag=b1",
                "Route: " + String.join(", ", routes));
    }

    @Test
    void anInviteOnItsWayWhenTheEdgeOfItsConnectionLeavesIsRepeatedByTheNext() {
        var sent = forwarded(bob(BOB));
        edges = edges(A);
        var asked = only(step(new ProxyEvent.EdgeGone(B)), ProxyEffect.Locate.class);
        assertThat(asked.aor()).isEqualTo(new Aor("bob", "example.com"));
        var notYet = new LocationReply.Found(List.of(bob(BOB)));
        assertThat(step(new ProxyEvent.Located(asked.transaction(), notYet))).isEmpty();

        var later = core.on(state, new ProxyEvent.Woken(), ProxyFixture.NOW + 500);
        state = later.next();
        only(later.effects(), ProxyEffect.Locate.class);
        var again = only(step(located(asked, bob(BOB_AGAIN))), ProxyEffect.SendRequest.class);
        assertThat(again.hop()).isEqualTo(new Hop.ByFlow(BOB_AGAIN));
        assertThat(again.request()).isSameAs(sent);
    }

    private static ProxyEvent located(ProxyEffect.Locate asked, Target target) {
        var reply = new LocationReply.Found(List.of(target));
        return new ProxyEvent.Located(asked.transaction(), reply);
    }

    @Test
    void aPhoneThatRingsAndHasComeBackCanBeTold() {
        ringing(BOB);
        edges = edges(A);
        var asked = only(step(new ProxyEvent.EdgeGone(B)), ProxyEffect.Locate.class);
        step(located(asked, bob(BOB_AGAIN)));
        var effects = step(new ProxyEvent.Received(invite().cancel(), ALICE));
        var cancel = only(effects, ProxyEffect.SendRequest.class);
        assertThat(cancel.request().method()).isEqualTo(Method.CANCEL);
        assertThat(cancel.hop()).isEqualTo(new Hop.ByFlow(BOB_AGAIN));
    }

    @Test
    void aPhoneThatRingsWhereNothingReachesItIsToldWhenItHasComeBack() {
        var sent = ringing(BOB);
        edges = edges(A);
        step(new ProxyEvent.EdgeGone(B));

        var taken = step(new ProxyEvent.Received(invite().cancel(), ALICE));
        var asked = only(taken, ProxyEffect.Locate.class);
        assertThat(step(located(asked, bob(BOB)))).isEmpty();
        var told = only(step(located(asked, bob(BOB_AGAIN))), ProxyEffect.SendRequest.class);
        assertIsCancelByTheNext(told, sent);
        assertThat(step(located(asked, bob(BOB_AGAIN)))).isEmpty();

        var terminated = response("487 Terminated", sent, sent.topVia().toString());
        var acked = step(new ProxyEvent.Answered(terminated, Optional.of(BOB_AGAIN)));
        var ack = only(acked, ProxyEffect.SendRequest.class);
        assertThat(ack.request().method()).isEqualTo(Method.ACK);
        assertThat(ack.hop()).isEqualTo(new Hop.ByFlow(BOB_AGAIN));
    }

    @Test
    void aCancelThatWentToAnEdgeWhichHadGoneIsSentAgainByTheNext() {
        var sent = ringing(BOB);
        only(
                step(new ProxyEvent.Received(invite().cancel(), ALICE)),
                ProxyEffect.SendRequest.class);
        edges = edges(A);

        var gone = step(new ProxyEvent.EdgeGone(B));
        assertThat(only(gone, ProxyEffect.SendResponse.class).response().status()).isEqualTo(487);
        var asked = only(gone, ProxyEffect.Locate.class);
        var told = only(step(located(asked, bob(BOB_AGAIN))), ProxyEffect.SendRequest.class);
        assertIsCancelByTheNext(told, sent);
    }

    @Test
    void aCancelWhoseConnectionWasClosedIsSentAgainByTheNext() {
        var sent = ringing(BOB);
        var cancel =
                only(
                        step(new ProxyEvent.Received(invite().cancel(), ALICE)),
                        ProxyEffect.SendRequest.class);

        var gone = step(new ProxyEvent.Unreachable(cancel.client()));
        assertThat(only(gone, ProxyEffect.SendResponse.class).response().status()).isEqualTo(487);
        var asked = only(gone, ProxyEffect.Locate.class);
        assertThat(step(located(asked, bob(BOB)))).isEmpty();
        var told = only(step(located(asked, bob(BOB_AGAIN))), ProxyEffect.SendRequest.class);
        assertIsCancelByTheNext(told, sent);
    }

    @Test
    void aCancelThatCouldNotBeSentOverUdpIsRepeated() {
        var overUdp = new Flow(B, Transport.UDP, 0, 0, new InetSocketAddress("192.0.2.20", 33_000));
        ringing(overUdp);
        var taken = step(new ProxyEvent.Received(invite().cancel(), ALICE));
        var cancel = only(taken, ProxyEffect.SendRequest.class);
        assertThat(step(new ProxyEvent.Unreachable(cancel.client()))).isEmpty();

        var later = core.on(state, new ProxyEvent.Woken(), ProxyFixture.NOW + 500).effects();
        assertThat(only(later, ProxyEffect.SendRequest.class).request()).isSameAs(cancel.request());
    }

    /// The INVITEs for a phone of Bob that has a connection, and for one that needs none.
    private List<Request> forked() {
        var other = Target.of(SipUri.of("bob", "192.0.2.30"), Optional.empty());
        var invite = invite();
        step(new ProxyEvent.Received(invite, ALICE));
        var reply = new LocationReply.Found(List.of(bob(BOB), other));
        return step(new ProxyEvent.Located(TransactionKey.ofServer(invite), reply)).stream()
                .filter(ProxyEffect.SendRequest.class::isInstance)
                .map(effect -> ((ProxyEffect.SendRequest) effect).request())
                .toList();
    }

    @Test
    void aPhoneThatRangAlongAndHadLostItsConnectionIsToldToo() {
        var sent = forked();
        var rings = sent.getFirst();
        step(new ProxyEvent.Answered(response("180 Ringing", rings, rings.topVia().toString())));
        edges = edges(A);
        step(new ProxyEvent.EdgeGone(B));

        var answered = sent.getLast();
        var ok = ok(answered, answered.topVia().toString());
        var asked = only(step(new ProxyEvent.Answered(ok)), ProxyEffect.Locate.class);
        var told = only(step(located(asked, bob(BOB_AGAIN))), ProxyEffect.SendRequest.class);
        assertIsCancelByTheNext(told, rings);
    }

    @Test
    void aCallThatIsAnsweredHearsOfEdgesUntilAllPhonesAreTold() {
        var sent = forked();
        var rings = sent.getFirst();
        step(new ProxyEvent.Answered(response("180 Ringing", rings, rings.topVia().toString())));
        var answered = sent.getLast();
        var ok = ok(answered, answered.topVia().toString());
        only(step(new ProxyEvent.Answered(ok)), ProxyEffect.SendRequest.class);
        assertThat(state.isPending()).isTrue();

        edges = edges(A);
        var asked = only(step(new ProxyEvent.EdgeGone(B)), ProxyEffect.Locate.class);
        var told = only(step(located(asked, bob(BOB_AGAIN))), ProxyEffect.SendRequest.class);
        assertIsCancelByTheNext(told, rings);
    }

    @Test
    void aPhoneThatDoesNotComeBackToBeToldIsForgotten() {
        ringing(BOB);
        edges = edges(A);
        step(new ProxyEvent.EdgeGone(B));
        step(new ProxyEvent.Received(invite().cancel(), ALICE));

        state = core.on(state, new ProxyEvent.Woken(), ProxyFixture.NOW + 32_000).next();
        var later = core.on(state, new ProxyEvent.Woken(), ProxyFixture.NOW + 60_000);
        assertThat(later.effects()).noneMatch(ProxyEffect.Locate.class::isInstance);
        assertThat(later.next()).isEqualTo(CallState.NONE);
    }

    @Test
    void aCancelThatNoPhoneIsSoughtForEndsByItself() {
        forwarded(bob(BOB));
        var copy = state;
        state = CallState.NONE;
        var resumed = step(new ProxyEvent.Resumed(copy, ProxyEvent.Origin.COPIED));
        var sent = only(resumed, ProxyEffect.SendRequest.class).request();
        step(new ProxyEvent.Answered(response("180 Ringing", sent, sent.topVia().toString())));
        step(new ProxyEvent.Received(invite().cancel(), ALICE));
        edges = edges(A);
        assertThat(step(new ProxyEvent.EdgeGone(B)))
                .noneMatch(ProxyEffect.Locate.class::isInstance);

        for (int seconds = 1; seconds <= 70; seconds++) {
            var later = ProxyFixture.NOW + seconds * 1_000L;
            state = core.on(state, new ProxyEvent.Woken(), later).next();
        }
        assertThat(state).isEqualTo(CallState.NONE);
    }

    private static void assertIsCancelByTheNext(ProxyEffect.SendRequest told, Request sent) {
        assertThat(told.request().method()).isEqualTo(Method.CANCEL);
        assertThat(told.request().topVia()).isEqualTo(sent.topVia());
        assertThat(told.hop()).isEqualTo(new Hop.ByFlow(BOB_AGAIN));
    }

    @Test
    void anInviteForAPhoneThatDoesNotComeBackIsAnswered() {
        var behindNat = flow(B, 7, "198.51.100.20", 33_000);
        forwarded(bob(behindNat));
        edges = edges(A);
        var asked = only(step(new ProxyEvent.EdgeGone(B)), ProxyEffect.Locate.class);
        step(located(asked, bob(behindNat)));
        var effects = core.on(state, new ProxyEvent.Woken(), ProxyFixture.NOW + 3_500).effects();
        assertThat(only(effects, ProxyEffect.SendResponse.class).response().status())
                .isEqualTo(480);
    }

    @Test
    void aCallToAPhoneBetweenTwoConnectionsWaitsForTheSecond() {
        edges = edges(A);
        var invite = invite();
        step(new ProxyEvent.Received(invite, ALICE));
        var reply = new LocationReply.Found(List.of(bob(BOB)));
        var asked =
                only(
                        step(new ProxyEvent.Located(TransactionKey.ofServer(invite), reply)),
                        ProxyEffect.Locate.class);
        var sent = only(step(located(asked, bob(BOB_AGAIN))), ProxyEffect.SendRequest.class);
        assertThat(sent.hop()).isEqualTo(new Hop.ByFlow(BOB_AGAIN));
    }

    @Test
    void aCallGoesByTheConnectionThatAnEdgeWhichLeavesStillHas() {
        edges = leaving(B);
        var sent = forwarded(bob(BOB));
        assertThat(sent.topVia().host()).isEqualTo("192.0.2.2");
    }

    @Test
    void aCallWaitsForThePhoneWhoseConnectionAnEdgeHasClosedThatLeaves() {
        edges = leaving(B);
        var invite = invite();
        step(new ProxyEvent.Received(invite, ALICE));
        var sent =
                only(
                        step(
                                new ProxyEvent.Located(
                                        TransactionKey.ofServer(invite),
                                        new LocationReply.Found(List.of(bob(BOB))))),
                        ProxyEffect.SendRequest.class);

        var asked = only(step(new ProxyEvent.Unreachable(sent.client())), ProxyEffect.Locate.class);
        assertThat(step(located(asked, bob(BOB)))).isEmpty();
        var again = only(step(located(asked, bob(BOB_AGAIN))), ProxyEffect.SendRequest.class);
        assertThat(again.hop()).isEqualTo(new Hop.ByFlow(BOB_AGAIN));
    }

    @Test
    void aCallThatIsTakenBackDoesNotWaitForAPhoneThatCannotBeTold() {
        ringing(BOB);
        edges = edges(A);
        step(new ProxyEvent.EdgeGone(B));

        var effects = step(new ProxyEvent.Received(invite().cancel(), ALICE));
        assertThat(effects).noneMatch(ProxyEffect.SendRequest.class::isInstance);
        assertThat(effects)
                .filteredOn(ProxyEffect.SendResponse.class::isInstance)
                .extracting(effect -> ((ProxyEffect.SendResponse) effect).response().status())
                .containsExactlyInAnyOrder(200, 487);
    }

    /// RFC 3261 §16.7: a 2xx to an INVITE is forwarded at once, whatever was said before.
    @Test
    void aPhoneThatAnswersBeforeItIsToldThatTheCallWasTakenBackIsHeard() {
        var sent = ringing(BOB);
        edges = edges(A);
        step(new ProxyEvent.EdgeGone(B));
        step(new ProxyEvent.Received(invite().cancel(), ALICE));

        var effects = step(new ProxyEvent.Answered(accepted(sent), Optional.of(BOB_AGAIN)));
        var late = only(effects, ProxyEffect.SendResponse.class);
        assertThat(late.response().status()).isEqualTo(200);
        assertThat(late.hop())
                .isInstanceOfSatisfying(
                        Hop.ByFlowOr.class, hop -> assertThat(hop.flow()).isEqualTo(ALICE));
    }

    /// It has kept our Via alone: there is nobody whom it could be passed on to.
    @Test
    void aResponseWithoutTheViaOfTheCallerEndsItsForkAlone() {
        var sent = forwarded(bob(BOB));
        var ringing = withoutOthersVia(response("180 Ringing", sent, sent.topVia().toString()));
        assertThat(step(new ProxyEvent.Answered(ringing, Optional.of(BOB)))).isEmpty();

        var busy = withoutOthersVia(response("486 Busy Here", sent, sent.topVia().toString()));
        var effects = step(new ProxyEvent.Answered(busy, Optional.of(BOB)));
        assertThat(only(effects, ProxyEffect.SendResponse.class).response().status())
                .isEqualTo(500);
    }

    private static Response withoutOthersVia(Response response) {
        var via = response.topVia().toString();
        return response.withHeaders(response.headers().edit().set(HeaderName.VIA, via).build());
    }

    @Test
    void anEdgeThatLeavesBeginsNothing() {
        edges = leaving(A);
        var answer =
                only(
                        step(new ProxyEvent.Received(invite(), ALICE)),
                        ProxyEffect.SendResponse.class);
        assertThat(answer.response().status()).isEqualTo(503);
        assertThat(answer.response().headers().value(HeaderName.RETRY_AFTER)).contains("5");
        assertThat(state.contexts()).isEmpty();
    }

    @Test
    void whoTriesAnEdgeThatLeavesWhenAnotherIsSlowGetsTheAnswerOfThePhone() {
        var byB = flow(B, 3, "192.0.2.10", 40_001);
        step(new ProxyEvent.Received(invite("z9hG4bKfirst"), byB));
        edges = leaving(A);
        var answers = step(new ProxyEvent.Received(invite("z9hG4bKsecond"), ALICE));
        assertThat(only(answers, ProxyEffect.SendResponse.class).response().status())
                .isEqualTo(100);
        assertThat(state.contexts()).hasSize(2);
    }

    @Test
    void anEdgeThatLeavesIsNothingToTheConnectionsOfOthers() {
        forwarded(bob(BOB));
        edges = edges(B);
        assertThat(step(new ProxyEvent.EdgeGone(A))).isEmpty();
    }

    @Test
    void aPhoneThatHasNotComeBackYetIsWaitedFor() {
        var bye = bye(forwarded(bob(BOB)));
        edges = edges(A);
        var asked = only(step(new ProxyEvent.Received(bye, ALICE)), ProxyEffect.Locate.class);
        var before = new LocationReply.Found(List.of(bob(BOB)));
        assertThat(step(new ProxyEvent.Located(asked.transaction(), before))).isEmpty();

        var later = core.on(state, new ProxyEvent.Woken(), ProxyFixture.NOW + 500);
        state = later.next();
        only(later.effects(), ProxyEffect.Locate.class);
        var after = new LocationReply.Found(List.of(bob(BOB_AGAIN)));
        var effects = step(new ProxyEvent.Located(asked.transaction(), after));
        assertThat(only(effects, ProxyEffect.SendRequest.class).hop())
                .isEqualTo(new Hop.ByFlow(BOB_AGAIN));
    }

    @Test
    void aPhoneThatDoesNotComeBackIsGivenUp() {
        var behindNat = flow(B, 7, "198.51.100.20", 33_000);
        var bye = bye(forwarded(bob(behindNat)));
        edges = edges(A);
        var asked = only(step(new ProxyEvent.Received(bye, ALICE)), ProxyEffect.Locate.class);
        var reply = new LocationReply.Found(List.of(bob(behindNat)));
        var located = new ProxyEvent.Located(asked.transaction(), reply);
        var effects = core.on(state, located, ProxyFixture.NOW + 4_000).effects();
        assertThat(only(effects, ProxyEffect.SendResponse.class).response().status())
                .isEqualTo(430);
    }

    @Test
    void anotherPhoneOfTheSameUserIsNotTakenForTheLostOne() {
        var bye = bye(forwarded(bob(BOB)));
        edges = edges(A);
        var asked = only(step(new ProxyEvent.Received(bye, ALICE)), ProxyEffect.Locate.class);
        var other =
                new Target(
                        SipUri.of("bob", "192.0.2.20"),
                        1000,
                        Optional.of(BOB_AGAIN),
                        List.of(),
                        "\"<urn:uuid:other>\"",
                        1);
        step(new ProxyEvent.Located(asked.transaction(), new LocationReply.Found(List.of(other))));
        assertThat(state.isPending()).isTrue(); // the address of the contact is what is left

        state = CallState.NONE;
        step(new ProxyEvent.Received(bye, ALICE));
        var effects = step(new ProxyEvent.LookupFailed(asked.transaction()));
        assertThat(only(effects, ProxyEffect.SendRequest.class).hop()).isInstanceOf(Hop.To.class);
    }

    @Test
    void aPhoneThatIsNowhereIsAnsweredForAtOnce() {
        var behindNat = flow(B, 7, "198.51.100.20", 33_000);
        var bye = bye(forwarded(bob(behindNat)));
        edges = edges(A);
        var asked = only(step(new ProxyEvent.Received(bye, ALICE)), ProxyEffect.Locate.class);
        var reply = new LocationReply.Unregistered();
        var effects = step(new ProxyEvent.Located(asked.transaction(), reply));
        assertThat(only(effects, ProxyEffect.SendResponse.class).response().status())
                .isEqualTo(430);
    }

    @Test
    void aRouteThatProvesItselfIsOursAlsoWhenNobodyKnowsItsAddress() {
        var bye = bye(forwarded(bob(BOB)));
        edges = edges(A); // this core came after edge b had left
        assertThat(settings.isOurListener("192.0.2.2", 5060)).isFalse();
        only(step(new ProxyEvent.Received(bye, ALICE)), ProxyEffect.Locate.class);
    }
}
