package io.carillon.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/// Goal: messages find their transactions by RFC 3261 §17.1.3 and §17.2.3. Method: pairs of
/// messages that share all but one thing.
class TransactionKeyTest {
    private static final String OLD_STYLE = "192.0.2.1:5060";

    private static Request request(String method, String via, int cseq, String toTag) {
        return request(method, via, cseq, toTag, "sip:bob@192.0.2.4");
    }

    private static Request request(String method, String via, int cseq, String toTag, String uri) {
        var text =
                """
                %1$s %5$s SIP/2.0
                Via: SIP/2.0/UDP %2$s
                Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKbelow
                From: <sip:alice@example.com>;tag=9fx
                To: <sip:bob@example.com>%4$s
                Call-ID: 3848276298220188511@192.0.2.1
                CSeq: %3$d %1$s
                Content-Length: 0

                """
                        .formatted(method, via, cseq, toTag, uri)
                        .replace("\n", "\r\n");
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return (Request) new MessageParser(Limits.DEFAULT).parse(bytes);
    }

    private static TransactionKey server(String method, String via, int cseq, String toTag) {
        return TransactionKey.ofServer(request(method, via, cseq, toTag));
    }

    private static TransactionKey invite(String via) {
        return server("INVITE", via, 1, "");
    }

    @Test
    void aRetransmissionHasTheSameKey() {
        var via = "192.0.2.1:5060;branch=z9hG4bK1";
        assertThat(invite(via)).isEqualTo(invite(via)).hasSameHashCodeAs(invite(via));
    }

    @Test
    void branchSentByAndMethodEachTellTransactionsApart() {
        var key = invite("192.0.2.1:5060;branch=z9hG4bK1");
        assertThat(invite("192.0.2.1:5060;branch=z9hG4bK2")).isNotEqualTo(key);
        assertThat(invite("192.0.2.1:5062;branch=z9hG4bK1")).isNotEqualTo(key);
        assertThat(invite("192.0.2.2:5060;branch=z9hG4bK1")).isNotEqualTo(key);
        assertThat(server("BYE", "192.0.2.1:5060;branch=z9hG4bK1", 1, "")).isNotEqualTo(key);
    }

    @Test
    void sentByComparesWithoutCase() {
        assertThat(invite("Alice.Example.com;branch=z9hG4bK1"))
                .isEqualTo(invite("alice.example.COM;branch=z9hG4bK1"));
    }

    @Test
    void whatTheEdgeStampsOnAViaDoesNotMatter() {
        assertThat(invite("192.0.2.1;branch=z9hG4bK1;rport=5061;received=198.51.100.7"))
                .isEqualTo(invite("192.0.2.1;branch=z9hG4bK1;rport"));
    }

    @Test
    void anAckFindsItsInviteAndACancelDoesToo() {
        var via = "192.0.2.1:5060;branch=z9hG4bK1";
        var ack = request("ACK", via, 1, ";tag=bob");
        var cancel = request("CANCEL", via, 1, "");
        assertThat(TransactionKey.ofServer(ack)).isEqualTo(invite(via));
        assertThat(TransactionKey.ofCancelled(cancel)).isEqualTo(invite(via));
        assertThat(TransactionKey.ofServer(cancel)).isNotEqualTo(invite(via));
    }

    @Test
    void anOldStyleInviteIsMatchedByItsRetransmissionItsAckAndItsCancel() {
        assertThat(invite(OLD_STYLE)).isEqualTo(invite(OLD_STYLE));
        var ack = request("ACK", OLD_STYLE, 1, ";tag=bob");
        var cancel = request("CANCEL", OLD_STYLE, 1, "");
        assertThat(TransactionKey.ofServer(ack)).isEqualTo(invite(OLD_STYLE));
        assertThat(TransactionKey.ofCancelled(cancel)).isEqualTo(invite(OLD_STYLE));
    }

    @Test
    void anOldStyleRequestOfAnotherNumberOrSenderIsAnotherTransaction() {
        var key = invite(OLD_STYLE);
        assertThat(server("INVITE", OLD_STYLE, 2, "")).isNotEqualTo(key);
        assertThat(invite("192.0.2.1:5062")).isNotEqualTo(key);
        assertThat(invite(OLD_STYLE + ";branch=1")).isNotEqualTo(key);
        assertThat(invite(OLD_STYLE + ";branch=z9hG4bK")).isNotEqualTo(key);
    }

    @Test
    void aResponseIsMatchedByOurBranchAndTheMethodOfItsCSeq() {
        var invite = request("INVITE", "proxy.example.com;branch=z9hG4bKours", 1, "");
        var cancel = invite.cancel();
        var key = TransactionKey.ofClient(invite);
        assertThat(TransactionKey.ofClient(Response.to(invite, 180, "bob"))).isEqualTo(key);
        assertThat(TransactionKey.ofClient(Response.to(cancel, 200, "bob")))
                .isEqualTo(TransactionKey.ofClient(cancel))
                .isNotEqualTo(key);
        assertThat(key.method()).isEqualTo(Method.INVITE);
    }

    @Test
    void theRequestUriDoesNotMatter() {
        var via = "192.0.2.1:5060;branch=z9hG4bK1";
        assertThat(TransactionKey.ofServer(request("INVITE", via, 1, "", "sip:carol@192.0.2.5")))
                .isEqualTo(invite(via));
    }
}
