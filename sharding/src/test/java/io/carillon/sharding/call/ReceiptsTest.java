package io.carillon.sharding.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.flow.Receipt;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// When an edge hears that it need not repeat a request.
final class ReceiptsTest {
    private static final Receipt ONE = new Receipt("a:7355", 1);

    private final List<Receipt> acknowledged = new ArrayList<>();
    private final Receipts receipts = new Receipts(acknowledged::add);

    private static Request request(String method, String branch) {
        var text =
                """
                %s sip:bob@example.com SIP/2.0
                Via: SIP/2.0/TCP 192.0.2.10:5060;branch=z9hG4bK%s
                From: <sip:alice@example.net>;tag=a1
                To: <sip:bob@example.com>
                Call-ID: call-1
                CSeq: 1 %s
                Content-Length: 0

                """
                        .formatted(method, branch, method)
                        .replace("\n", "\r\n");
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return (Request) new MessageParser(Limits.DEFAULT).parse(octets);
    }

    @Test
    void aRequestIsTakenOnceItIsAnswered() {
        var invite = request("INVITE", "one");
        receipts.received(invite, ONE);
        assertThat(acknowledged).isEmpty();

        receipts.answered(Response.to(request("INVITE", "two"), 100, ""));
        assertThat(acknowledged).isEmpty();
        receipts.answered(Response.to(invite, 100, ""));
        assertThat(acknowledged).containsExactly(ONE);
        receipts.answered(Response.to(invite, 200, "t"));
        assertThat(acknowledged).containsExactly(ONE);
    }

    @Test
    void anythingButAnInviteIsRepeatedUntilItsFinalResponse() {
        var bye = request("BYE", "one");
        receipts.received(bye, ONE);
        receipts.answered(Response.to(bye, 100, ""));
        assertThat(acknowledged).isEmpty();
        receipts.answered(Response.to(bye, 200, "t"));
        assertThat(acknowledged).containsExactly(ONE);
    }

    @Test
    void anAckIsTakenAtOnceForItIsNeverAnswered() {
        receipts.received(request("ACK", "one"), ONE);
        assertThat(acknowledged).containsExactly(ONE);
    }

    @Test
    void overUdpNothingIsWaitedFor() {
        var message = request("MESSAGE", "one");
        receipts.received(message, Receipt.NONE);
        receipts.answered(Response.to(message, 200, "t"));
        assertThat(acknowledged).isEmpty();
    }
}
