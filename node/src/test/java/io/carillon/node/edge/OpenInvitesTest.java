package io.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.flow.Parcel;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.codec.MessageWriter;
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

    private void passed(SipMessage message, long connection) {
        invites.passed(new Parcel.Open(message), connection);
    }

    private void passedAsOctets(SipMessage message, long connection) {
        var octets = MessageWriter.bytes(message);
        invites.passed(Parcel.Sealed.of(octets, 0, octets.length).orElseThrow(), connection);
    }

    @Test
    void whatAnotherNodeHasWrittenIsTheSame() {
        var invite = request("INVITE", "one");
        passed(invite, 7);
        passedAsOctets(Response.to(invite, 180, "b1"), 7);
        now += OpenInvites.SILENCE_MILLIS + 1;
        assertThat(invites.connections()).containsExactly(7L);
        passedAsOctets(Response.to(invite, 200, "b1"), 7);
        assertThat(invites.connections()).isEmpty();
        passedAsOctets(invite, 8);
        assertThat(invites.connections()).containsExactly(8L);
        passed(Response.to(invite, 200, "b1"), 8);
        assertThat(invites.connections()).isEmpty();
    }

    @Test
    void anInviteIsOpenUntilItsFinalResponse() {
        var invite = request("INVITE", "one");
        passed(invite, 7);
        assertThat(invites.connections()).containsExactly(7L);
        passed(Response.to(invite, 180, "b1"), 7);
        assertThat(invites.connections()).containsExactly(7L);
        passed(Response.to(invite, 200, "b1"), 7);
        assertThat(invites.connections()).isEmpty();
    }

    @Test
    void eachIsEndedByItsOwnResponseWhereverThatPasses() {
        var first = request("INVITE", "one");
        var second = request("INVITE", "two");
        passed(first, 0);
        passed(second, 9);
        passed(Response.to(first, 486, "b1"), 12);
        assertThat(invites.connections()).containsExactly(9L);
    }

    @Test
    void aRepeatedInviteIsOne() {
        var invite = request("INVITE", "one");
        passed(invite, 0);
        passed(invite, 0);
        passed(Response.to(invite, 200, "b1"), 0);
        assertThat(invites.connections()).isEmpty();
    }

    @Test
    void otherRequestsAreNotWaitedForNorDoTheirResponsesEndAnInvite() {
        passed(request("OPTIONS", "one"), 7);
        passed(request("ACK", "two"), 7);
        assertThat(invites.connections()).isEmpty();

        passed(request("INVITE", "three"), 7);
        passed(Response.to(request("CANCEL", "three"), 200, "b1"), 7);
        assertThat(invites.connections()).containsExactly(7L);
    }

    @Test
    void oneThatOnlyRingsIsForgottenInTheEnd() {
        passed(request("INVITE", "one"), 7);
        passed(Response.to(request("INVITE", "one"), 180, "b1"), 7);
        now += OpenInvites.AGE_MILLIS;
        assertThat(invites.connections()).containsExactly(7L);
        now++;
        assertThat(invites.connections()).isEmpty();
    }

    @Test
    void oneThatNobodySaysAnythingToIsForgottenSoon() {
        passed(request("INVITE", "one"), 7);
        passed(Response.to(request("INVITE", "one"), 100, ""), 7);
        now += OpenInvites.SILENCE_MILLIS;
        assertThat(invites.connections()).containsExactly(7L);
        now++;
        assertThat(invites.connections()).isEmpty();
    }

    @Test
    void moreThanTheMostAreNotRemembered() {
        for (int i = 0; i < OpenInvites.MOST; i++) {
            passed(request("INVITE", Integer.toString(i)), 7);
        }
        passed(request("INVITE", "last"), 8);
        assertThat(invites.connections()).containsExactly(7L);
    }
}
