package io.carillon.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.call.CallCommand;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.Parcel;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.flow.Sockets;
import io.carillon.sharding.location.AccountReply;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.codec.MessageWriter;
import io.carillon.sip.location.Aor;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;
import io.carillon.sip.transport.Transport;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// What is practised on is what comes from another node: equal to what was sent, and read anew.
class EchoTest {
    private static final ActorTestKit KIT = ActorTestKit.create("echo");

    private final Echo echo = new Echo(KIT.system());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static CallCommand command(String callId) {
        return new CallCommand.Unreachable(
                callId, new TransactionKey("z9hG4bK1", "192.0.2.1:5060", Method.INVITE));
    }

    @Test
    void anEntityIsToldWhatWasReadFromOctets() {
        var region = KIT.<CallCommand>createTestProbe();
        var command = command("call-1");

        echo.entities(CallCommand.class, region.ref()).tell(command);

        assertThat(region.receiveMessage()).isEqualTo(command).isNotSameAs(command);
    }

    @Test
    void soIsWhoeverAnEntityAnswers() {
        var asker = KIT.<AccountReply>createTestProbe();
        var reply = new AccountReply.Exists(new Aor("alice", "example.com"));

        echo.tell(asker.ref(), reply);

        assertThat(asker.receiveMessage()).isEqualTo(reply).isNotSameAs(reply);
    }

    @Test
    void whatLeavesIsWhatWasWrittenForAnotherEdge() {
        var out = new Way();
        var remote = new InetSocketAddress("192.0.2.7", 5060);
        var hop = new Hop.ByFlow(new Flow("127.0.1.2:7355", Transport.TCP, 1, 7, remote));
        var message = message();

        echo.outbound(out).send(message, hop, Outbound.Unreachable.IGNORED);

        assertThat(out.parcel).isInstanceOf(Parcel.Sealed.class);
        var left = out.parcel.opened().orElseThrow();
        assertThat(left).isNotSameAs(message);
        assertThat(MessageWriter.bytes(left)).isEqualTo(MessageWriter.bytes(message));
        assertThat(out.hop).isEqualTo(hop).isNotSameAs(hop);
    }

    @Test
    void whatIsTooLongForALinkIsHandedOnAsItIs() {
        var region = KIT.<CallCommand>createTestProbe();
        var command = command("x".repeat(Frame.LONGEST));

        echo.entities(CallCommand.class, region.ref()).tell(command);

        assertThat(region.receiveMessage()).isSameAs(command);
    }

    private static SipMessage message() {
        var text =
                """
                OPTIONS sip:bob@example.com SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1
                From: <sip:alice@example.com>;tag=1
                To: <sip:bob@example.com>
                Call-ID: call-1
                CSeq: 1 OPTIONS
                Max-Forwards: 70
                Content-Length: 4

                body"""
                        .replace("\n", "\r\n");
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return (SipMessage) new MessageParser(Limits.DEFAULT).parse(octets);
    }

    /// Sockets that keep the last that was sent.
    private static final class Way implements Sockets {
        private Parcel parcel;
        private Hop hop;

        @Override
        public void send(Parcel sent, Hop by, Unreachable unreachable) {
            parcel = sent;
            hop = by;
        }

        @Override
        public void acknowledge(Receipt receipt) {}

        @Override
        public void resolve(HostPort host, Resolved resolved) {}
    }
}
