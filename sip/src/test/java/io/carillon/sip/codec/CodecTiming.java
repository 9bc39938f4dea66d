package io.carillon.sip.codec;

import com.sun.management.ThreadMXBean;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.SipUri;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntSupplier;

/// Answers: how many nanoseconds does the parser take for an ordinary INVITE, and how many do the
/// forwarding edits and the writer?
///
/// No test. Run after `mvn -pl sip test-compile` with
/// `java -XX:+UseCompactObjectHeaders -cp sip/target/classes:sip/target/test-classes
/// io.carillon.sip.codec.CodecTiming`: the best and the median of the rounds count, the first
/// rounds warm up.
final class CodecTiming {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 15;
    private static final int PER_ROUND = 200_000;

    private static final byte[] INVITE =
            """
            INVITE sip:user000123@example.com SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bK-12345-1-0;rport
            Max-Forwards: 70
            From: <sip:caller@example.com>;tag=c1
            To: <sip:user000123@example.com>
            Call-ID: 1-12345@127.0.0.1
            CSeq: 1 INVITE
            Contact: <sip:caller@127.0.0.1:5062>
            User-Agent: bench
            Content-Type: application/sdp
            Content-Length: 134

            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio 40000 RTP/AVP 0 8
            a=rtpmap:0 PCMU/8000
            a=rtpmap:8 PCMA/8000
            """
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);

    private static final MessageParser PARSER = new MessageParser(Limits.DEFAULT);

    private CodecTiming() {}

    public static void main(String[] args) {
        var parsed = (Request) PARSER.parse(INVITE);
        var into = new byte[4096];
        System.out.printf("INVITE of %d octets%n", INVITE.length);
        measure("parse with typed views", () -> parse().cseq().method().hashCode());
        measure("forwarding edits", () -> forwarded(parsed).headers().size());
        measure("write", () -> MessageWriter.write(parsed, into));
        measure("edits and write", () -> MessageWriter.write(forwarded(parsed), into));
        measure("parse, edits and write", () -> MessageWriter.write(forwarded(parse()), into));
    }

    private static Request parse() {
        return (Request) PARSER.parse(INVITE);
    }

    /// What a proxy does to a request (§16.6): Via, Record-Route, Max-Forwards, the target.
    private static Request forwarded(Request request) {
        var edited =
                request.headers()
                        .edit()
                        .replaceFirstValue(
                                HeaderName.VIA,
                                request.topVia().with("received", "127.0.0.1").toString())
                        .prepend(Header.of(HeaderName.RECORD_ROUTE, "<sip:127.0.0.1;lr>"))
                        .prepend(
                                Header.of(
                                        HeaderName.VIA,
                                        "SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKabcdef.1"))
                        .set(HeaderName.MAX_FORWARDS, "69")
                        .build();
        return request.rerouted(SipUri.of("user000123", "127.0.0.1"), edited);
    }

    /// Processor time and not the clock: neighbours disturb it less.
    private static void measure(String what, IntSupplier work) {
        var nanos = new double[ROUNDS];
        int kept = 0;
        var octets = THREADS.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < ROUNDS; round++) {
            var start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < PER_ROUND; i++) kept += work.getAsInt();
            nanos[round] = (THREADS.getCurrentThreadCpuTime() - start) / (double) PER_ROUND;
        }
        octets = THREADS.getCurrentThreadAllocatedBytes() - octets;
        Arrays.sort(nanos);
        System.out.printf(
                "%-24s best %5.0f ns, median %5.0f ns, %5d octets allocated (%d)%n",
                what, nanos[0], nanos[ROUNDS / 2], octets / ROUNDS / PER_ROUND, kept & 1);
    }
}
