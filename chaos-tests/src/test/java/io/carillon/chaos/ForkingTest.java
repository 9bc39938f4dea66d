package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.server.ServerUnderTest;
import io.carillon.chaos.ua.IncomingCall;
import io.carillon.chaos.ua.OutgoingCall;
import io.carillon.chaos.ua.UserAgent;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// A user with three telephones, called through a real node: who rings, who stops, what the caller
/// is told. After each test nobody may have seen a message that the story has no place for.
class ForkingTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration TIMER_C = Duration.ofSeconds(3);
    private static final int DECLINE = 603;

    private static ServerUnderTest server;

    private UserAgent caller;
    private UserAgent desk;
    private UserAgent mobile;
    private UserAgent kitchen;
    private String callee;

    @BeforeAll
    static void startServer() {
        server =
                ServerUnderTest.named("forking")
                        .open()
                        .set("carillon.timer-c", TIMER_C.toSeconds() + "s")
                        .start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void registerPhones(TestInfo test) {
        var user = test.getTestMethod().orElseThrow().getName();
        caller = UserAgent.overUdp(server.sip(), "caller", ServerUnderTest.DOMAIN);
        desk = UserAgent.overUdp(server.sip(), user, ServerUnderTest.DOMAIN);
        mobile = UserAgent.overTcp(server.sip(), user, ServerUnderTest.DOMAIN);
        kitchen = UserAgent.overUdp(server.sip(), user, ServerUnderTest.DOMAIN);
        callee = desk.address();
        for (var phone : List.of(desk, mobile, kitchen)) {
            assertThat(phone.register(600).status()).isEqualTo(200);
        }
    }

    @AfterEach
    void nobodySawAnythingElse() throws InterruptedException {
        Thread.sleep(300); // what is not to come had its time to
        var all = List.of(caller, desk, mobile, kitchen);
        try {
            assertThat(all).flatMap(UserAgent::unexpected).isEmpty();
        } finally {
            all.forEach(UserAgent::close);
        }
    }

    private List<IncomingCall> allRing(OutgoingCall call) {
        var ringing =
                Stream.of(desk, mobile, kitchen).map(phone -> phone.expectCall(SOON)).toList();
        ringing.forEach(IncomingCall::ring);
        ringing.forEach(_ -> call.expect(180, SOON));
        return ringing;
    }

    @Test
    void theFirstToAnswerGetsTheCallAndTheOthersAreCancelled() {
        var call = caller.call(callee);
        var ringing = allRing(call);

        ringing.get(1).answer();

        call.expect(200, SOON);
        ringing.get(0).awaitCancel(SOON);
        ringing.get(2).awaitCancel(SOON);
        call.hangUp();
        ringing.get(1).awaitEnd(SOON);
    }

    @Test
    void theCalleeHangsUpThroughTheProxy() {
        var call = caller.call(callee);
        var ringing = allRing(call);
        ringing.get(0).answer();
        call.expect(200, SOON);
        ringing.get(1).awaitCancel(SOON);
        ringing.get(2).awaitCancel(SOON);

        ringing.get(0).hangUp();

        call.awaitEnd(SOON);
    }

    @Test
    void aCallerWhoGivesUpStopsAllFromRinging() {
        var call = caller.call(callee);
        var ringing = allRing(call);

        call.cancel();

        ringing.forEach(each -> each.awaitCancel(SOON));
        call.expect(487, SOON);
    }

    @Test
    void busyHereIsToldWhenAllAreBusy() {
        var call = caller.call(callee);

        Stream.of(desk, mobile, kitchen).forEach(phone -> phone.expectCall(SOON).reject(486));

        call.expect(486, SOON);
    }

    @Test
    void oneWhoDeclinesForGoodStopsTheOthers() {
        var call = caller.call(callee);
        var ringing = allRing(call);

        ringing.get(0).reject(DECLINE);

        ringing.get(1).awaitCancel(SOON);
        ringing.get(2).awaitCancel(SOON);
        call.expect(DECLINE, SOON);
    }

    @Test
    void busyAndBusyAndNoAnswerIsBusyWhenTimerCHasFired() {
        var call = caller.call(callee);
        desk.expectCall(SOON).reject(486);
        mobile.expectCall(SOON).reject(486);
        var unanswered = kitchen.expectCall(SOON);
        unanswered.ring();
        call.expect(180, SOON);

        unanswered.awaitCancel(TIMER_C.plus(SOON));

        call.expect(486, SOON);
    }

    @Test
    void timerCEndsACallThatRingsForEver() {
        desk.register(0);
        mobile.register(0);
        var call = caller.call(callee);
        var unanswered = kitchen.expectCall(SOON);
        unanswered.ring();
        call.expect(180, SOON);

        unanswered.awaitCancel(TIMER_C.plus(SOON));

        // §16.8: the proxy behaves as if a 408 had come, or passes the 487 on.
        assertThat(call.expectFinal(SOON).status()).isIn(408, 487);
    }

    @Test
    void nobodyRegisteredIsTemporarilyUnavailable() {
        for (var phone : List.of(desk, mobile, kitchen)) {
            assertThat(phone.register(0).status()).isEqualTo(200);
        }

        assertThat(caller.call(callee).expectFinal(SOON).status()).isEqualTo(480);
    }
}
