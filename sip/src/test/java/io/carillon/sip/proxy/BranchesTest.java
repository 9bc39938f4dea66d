package io.carillon.sip.proxy;

import static io.carillon.sip.proxy.ProxyFixture.message;
import static io.carillon.sip.proxy.ProxyFixture.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.auth.Secret;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import org.junit.jupiter.api.Test;

/// A branch is a function of what it forwards, proves itself, and shows a loop.
final class BranchesTest {
    private static final String TARGET = "sip:bob@192.0.2.20";
    private final ProxyFixture proxy = new ProxyFixture(false, ProxySettings.Relay.ANY);
    private final Request invite = request("INVITE sip:bob@example.com");
    private final Request stamped =
            with("Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKalice1;received=192.0.2.10");

    @Test
    void theSameRequestToTheSameTargetGetsTheSameBranchOnEveryNode() {
        var other = new ProxyFixture(false, ProxySettings.Relay.ANY);
        assertThat(other.branches.derive(request("INVITE sip:bob@example.com"), TARGET, 0))
                .isEqualTo(proxy.branches.derive(invite, TARGET, 0));
    }

    @Test
    void everythingThatMakesAnotherTransactionMakesAnotherBranch() {
        assertThat(
                        java.util.Set.of(
                                proxy.branches.derive(invite, TARGET, 0),
                                proxy.branches.derive(invite, TARGET, 1),
                                proxy.branches.derive(invite, "sip:bob@192.0.2.21", 0),
                                proxy.branches.derive(with("Call-ID: call-2"), TARGET, 0),
                                proxy.branches.derive(with("CSeq: 2 INVITE"), TARGET, 0),
                                proxy.branches.derive(
                                        with("Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKb"),
                                        TARGET,
                                        0)))
                .hasSize(6);
    }

    private static Request with(String line) {
        return request("INVITE sip:bob@example.com", line);
    }

    private Response answerTo(String branch, String callId) {
        return (Response)
                message(
                        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch="
                                + branch
                                + "\r\nVia: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKalice1"
                                + ";received=192.0.2.10\r\nFrom: <sip:alice@example.com>;tag=a1"
                                + "\r\nTo: <sip:bob@example.com>;tag=b1\r\nCall-ID: "
                                + callId
                                + "\r\nCSeq: 1 INVITE\r\n\r\n");
    }

    @Test
    void anAnswerProvesThatItsRequestWasForwardedByUs() {
        var branch = proxy.branches.derive(stamped, TARGET, 0);
        assertThat(proxy.branches.verify(answerTo(branch, "call-1"))).isTrue();
    }

    @Test
    void anAnswerMayNotNameAnotherAddressThanItsRequestCameFrom() {
        var branch = proxy.branches.derive(invite, TARGET, 0);
        assertThat(proxy.branches.verify(answerTo(branch, "call-1"))).isFalse();
    }

    @Test
    void aBranchOfAnotherCallOrAnotherSecretOrMadeUpProvesNothing() {
        var branch = proxy.branches.derive(stamped, TARGET, 0);
        var stranger = new Branches(Secret.of("another secret altogether").mac("branch"));
        assertThat(proxy.branches.verify(answerTo(branch, "call-2"))).isFalse();
        assertThat(stranger.verify(answerTo(branch, "call-1"))).isFalse();
        assertThat(proxy.branches.verify(answerTo("z9hG4bK" + "0".repeat(32), "call-1"))).isFalse();
        assertThat(proxy.branches.verify(answerTo("z9hG4bK" + "x".repeat(32), "call-1"))).isFalse();
        assertThat(proxy.branches.verify(answerTo("z9hG4bK", "call-1"))).isFalse();
    }

    @Test
    void aRequestThatComesBackUnchangedIsALoopAndARetargetedOneASpiral() {
        var ours =
                "Via: SIP/2.0/UDP 192.0.2.1:5060;branch="
                        + proxy.branches.derive(invite, TARGET, 0);
        var between = "Via: SIP/2.0/UDP 192.0.2.30;branch=z9hG4bKother";
        var loop = request("INVITE sip:bob@example.com", between, ours);
        var spiral = request("INVITE sip:carol@example.com", between, ours);
        assertThat(proxy.branches.isLoop(loop, proxy.settings)).isTrue();
        assertThat(proxy.branches.isLoop(spiral, proxy.settings)).isFalse();
        assertThat(proxy.branches.isLoop(invite, proxy.settings)).isFalse();
    }
}
