package io.carillon.sharding.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.call.CallCommand;
import io.carillon.sip.message.Method;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;
import io.carillon.sip.transport.Transport;

import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Goal: what another node has written leaves unread, and its call hears when it could not.
class OutletTest {
    private static final Hop HOP =
            new Hop.ByFlow(
                    new Flow("e", Transport.TCP, 0, 7, new InetSocketAddress("192.0.2.7", 5060)));

    private record Sent(Parcel parcel, Hop hop, Outbound.Unreachable unreachable) {}

    private final List<Sent> sent = new ArrayList<>();
    private Optional<EdgeDescription> self = Optional.empty();
    private final TestInbox<CallCommand> calls = TestInbox.create();
    private final BehaviorTestKit<OutletCommand> outlet =
            BehaviorTestKit.create(
                    Outlet.create(
                            () -> self,
                            new Recording(),
                            _ -> {},
                            CompletableFuture.completedFuture(calls.getRef())));

    private final class Recording implements Sockets {
        @Override
        public void send(Parcel parcel, Hop hop, Unreachable unreachable) {
            sent.add(new Sent(parcel, hop, unreachable));
        }

        @Override
        public void acknowledge(Receipt receipt) {}

        @Override
        public void resolve(HostPort host, Resolved resolved) {}
    }

    private static byte[] octets(String start, String more) {
        var lines =
                new String[] {
                    start,
                    "Via: SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK-8",
                    "From: <sip:a@example.com>;tag=a",
                    "To: <sip:b@example.com>",
                    "Call-ID: call-1",
                    "CSeq: 1 INVITE",
                    more,
                    "",
                    ""
                };
        return String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Parcel.Sealed invite() {
        return sealed(octets("INVITE sip:b@example.com SIP/2.0", "Max-Forwards: 70"));
    }

    private static Parcel.Sealed sealed(byte[] octets) {
        return Parcel.Sealed.of(octets, 0, octets.length).orElseThrow();
    }

    @Test
    void whatCameGoesToTheSocketsAsItIs() {
        var invite = invite();
        outlet.run(new OutletCommand.Send(invite, HOP, true));

        assertThat(sent.getFirst().parcel()).isSameAs(invite);
        assertThat(sent.getFirst().hop()).isEqualTo(HOP);
        assertThat(calls.hasMessages()).isFalse();
    }

    @Test
    void theCallOfARequestHearsThatItCouldNotBeSent() {
        outlet.run(new OutletCommand.Send(invite(), HOP, true));
        sent.getFirst().unreachable().because("the connection is gone");

        var client = new TransactionKey("z9hG4bK-8", "", Method.INVITE);
        assertThat(calls.receiveMessage()).isEqualTo(new CallCommand.Unreachable("call-1", client));
    }

    @Test
    void nobodyHearsWhatNobodyWaitsFor() {
        outlet.run(new OutletCommand.Send(invite(), HOP, false));
        var ok = sealed(octets("SIP/2.0 200 OK", "Content-Length: 0"));
        outlet.run(new OutletCommand.Send(ok, HOP, true));

        assertThat(sent)
                .allSatisfy(
                        each ->
                                assertThat(each.unreachable())
                                        .isSameAs(Outbound.Unreachable.IGNORED));
    }

    @Test
    void whatCannotBeReadIsReportedToNobody() {
        var octets = octets("INVITE sip:b@example.com SIP/2.0", "Content-Length: 900");
        outlet.run(new OutletCommand.Send(sealed(octets), HOP, true));
        sent.getFirst().unreachable().because("the connection is gone");

        assertThat(calls.hasMessages()).isFalse();
    }

    @Test
    void whoAsksForTheSocketsOfAnEdgeIsAnsweredOnceItServes() {
        var asking = TestInbox.<EdgeDescription>create();
        outlet.run(new OutletCommand.Describe(asking.getRef()));
        assertThat(asking.hasMessages()).isFalse();

        var description = new EdgeDescription("e", List.of());
        self = Optional.of(description);
        outlet.run(new OutletCommand.Describe(asking.getRef()));
        asking.expectMessage(description);
    }
}
