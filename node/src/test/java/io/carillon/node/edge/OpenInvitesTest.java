package io.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/// Which INVITEs are under way at an edge, as messages pass.
final class OpenInvitesTest {
    private long now = 1_000;
    private final OpenInvites invites = new OpenInvites(() -> now);

    private static Request request(String method, String branch) {
        var text =
                """
                %1$s sip:bob@example.com SIP/2.0
                Via: SIP/2.0/TCP 192.0.2.10:5060;branch=z9hG4bK%2$s
                From: <sip:alice@example.com>;tag=a1
                To: <sip:bob@example.com>
                Call-ID: open@test
                CSeq: 1 %1$s
                Max-Forwards: 70
                Content-Length: 0

                """
                        .formatted(method, branch)
                        .replace("\n", "\r\n");
        return (Request) parsed(text);
    }

    private static SipMessage parsed(String text) {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return (SipMessage) new MessageParser(Limits.DEFAULT).parse(octets);
    }

    @Test
    void anInviteIsOpenUntilItsFinalResponse() {
        var invite = request("INVITE", "one");
        invites.passed(invite, 7);
        assertThat(invites.connections()).containsExactly(7L);
        invites.passed(Response.to(invite, 180, "b1"), 7);
        assertThat(invites.connections()).containsExactly(7L);
        invites.passed(Response.to(invite, 200, "b1"), 7);
        assertThat(invites.connections()).isEmpty();
    }

    @Test
    void eachIsEndedByItsOwnResponseWhereverThatPasses() {
        var first = request("INVITE", "one");
        var second = request("INVITE", "two");
        invites.passed(first, 0);
        invites.passed(second, 9);
        invites.passed(Response.to(first, 486, "b1"), 12);
        assertThat(invites.connections()).containsExactly(9L);
    }

    @Test
    void aRepeatedInviteIsOne() {
        var invite = request("INVITE", "one");
        invites.passed(invite, 0);
        invites.passed(invite, 0);
        invites.passed(Response.to(invite, 200, "b1"), 0);
        assertThat(invites.connections()).isEmpty();
    }

    @Test
    void otherRequestsAreNotWaitedForNorDoTheirResponsesEndAnInvite() {
        invites.passed(request("OPTIONS", "one"), 7);
        invites.passed(request("ACK", "two"), 7);
        assertThat(invites.connections()).isEmpty();

        invites.passed(request("INVITE", "three"), 7);
        invites.passed(Response.to(request("CANCEL", "three"), 200, "b1"), 7);
        assertThat(invites.connections()).containsExactly(7L);
    }

    @Test
    void oneThatOnlyRingsIsForgottenInTheEnd() {
        invites.passed(request("INVITE", "one"), 7);
        invites.passed(Response.to(request("INVITE", "one"), 180, "b1"), 7);
        now += OpenInvites.AGE_MILLIS;
        assertThat(invites.connections()).containsExactly(7L);
        now++;
        assertThat(invites.connections()).isEmpty();
    }

    @Test
    void oneThatNobodySaysAnythingToIsForgottenSoon() {
        invites.passed(request("INVITE", "one"), 7);
        invites.passed(Response.to(request("INVITE", "one"), 100, ""), 7);
        now += OpenInvites.SILENCE_MILLIS;
        assertThat(invites.connections()).containsExactly(7L);
        now++;
        assertThat(invites.connections()).isEmpty();
    }

    @Test
    void moreThanTheMostAreNotRemembered() {
        for (int i = 0; i < OpenInvites.MOST; i++) {
            invites.passed(request("INVITE", Integer.toString(i)), 7);
        }
        invites.passed(request("INVITE", "last"), 8);
        assertThat(invites.connections()).containsExactly(7L);
    }
}
