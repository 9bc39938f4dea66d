package io.carillon.sip.codec;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.NameAddr;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.message.Uri;
import io.carillon.sip.message.Via;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Runs the codec over mutated messages: parser, all typed views, the edits of a proxy, answers,
/// writer, parser again, and the stream framer.
///
/// Whatever comes in, there is no exception; what is accepted is written so that it is accepted
/// again and does not change any more; a response, an ACK and noise are never answered; nothing
/// written holds a line break outside CRLF.
///
/// [CodecFuzzTest] runs it for a few seconds. For a long run, after `mvn -pl sip test-compile`:
/// `java -cp sip/target/classes:sip/target/test-classes io.carillon.sip.codec.CodecFuzz
/// [MESSAGES [SEED]]`, by default 20 million; run it at the root of the project.
final class CodecFuzz {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final MessageParser PARSER = new MessageParser(Limits.DEFAULT);

    private static final List<HeaderName> ADDRESS_LISTS =
            List.of(HeaderName.CONTACT, HeaderName.ROUTE, HeaderName.RECORD_ROUTE, HeaderName.PATH);

    private final Mutator mutator;
    private final SplittableRandom random;

    /// What became of the messages.
    long accepted;
    long answered;
    long dropped;

    /// The slowest one, in nanoseconds of processor time: the compiler warms up, nothing hangs.
    long slowest;

    CodecFuzz(long seed) {
        this.random = new SplittableRandom(seed);
        this.mutator = new Mutator(random);
    }

    public static void main(String[] args) {
        var messages = args.length > 0 ? Long.parseLong(args[0]) : 20_000_000;
        var seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        System.out.printf("%,d messages, seed %d%n", messages, seed);
        var fuzz = new CodecFuzz(seed);
        var start = System.nanoTime();
        for (long i = 1; i <= messages; i++) {
            fuzz.one();
            if (i % 1_000_000 == 0 || i == messages) {
                System.out.printf(
                        "%,d messages in %d s: %,d accepted, %,d answered, %,d dropped;"
                                + " slowest %.1f ms%n",
                        i,
                        (System.nanoTime() - start) / 1_000_000_000,
                        fuzz.accepted,
                        fuzz.answered,
                        fuzz.dropped,
                        fuzz.slowest / 1e6);
            }
        }
    }

    /// Makes one message and checks it; an [AssertionError] holds it in readable form.
    void one() {
        var bytes = mutator.next();
        var start = THREADS.getCurrentThreadCpuTime();
        try {
            switch (PARSER.parse(bytes)) {
                case SipMessage message -> accepted(message);
                case ParseFailure failure -> refused(failure, bytes);
            }
            if (random.nextInt(4) == 0) stream(bytes);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError("with the message\n" + readable(bytes), e);
        }
        slowest = Math.max(slowest, THREADS.getCurrentThreadCpuTime() - start);
    }

    private void accepted(SipMessage message) {
        accepted++;
        views(message);
        var once = MessageWriter.bytes(message);
        check(once.length <= MessageWriter.bound(message), "bound");
        checkLineBreaks(once, message.body().length());
        check(Arrays.equals(once, MessageWriter.bytes(again(once))), "writing twice");
        if (message instanceof Request request) request(request);
        if (message instanceof Response response) {
            var edits = response.headers().edit().removeFirstValue(HeaderName.VIA);
            MessageWriter.bytes(response.withHeaders(edits.build()));
        }
    }

    private static SipMessage again(byte[] written) {
        return switch (PARSER.parse(written)) {
            case SipMessage message -> message;
            case ParseFailure failure ->
                    throw new AssertionError(failure + " in our own\n" + readable(written));
        };
    }

    private static void views(SipMessage message) {
        message.topVia().branch();
        message.topVia().sentBy();
        message.topVia().hasUniqueBranch();
        message.from().tag();
        uri(message.from().uri());
        uri(message.to().uri());
        check(!message.callId().isEmpty(), "Call-ID");
        check(message.cseq().number() >= 0, "CSeq");
        check(!message.toString().isEmpty(), "text");
        for (int i = 0; i < message.headers().size(); i++) {
            var line = message.headers().get(i);
            check(!line.value().contains("\n") && !line.value().contains("\r"), "unfolding");
            check(!line.values().isEmpty(), "values");
            message.headers().values(line.name());
            if (line.name() == HeaderName.VIA) vias(line);
        }
        for (var name : ADDRESS_LISTS) addresses(message, name);
    }

    private static void vias(Header line) {
        try {
            for (var via : Via.parseList(line.value())) Via.parseFirst(via.toString());
        } catch (MalformedException _) {
            // an expected value
        }
    }

    private static void addresses(SipMessage message, HeaderName name) {
        try {
            var first = message.firstAddress(name);
            for (var address : message.addresses(name)) {
                uri(address.uri());
                NameAddr.parse(address.toString(), "an address of ours");
            }
            check(first.isPresent() == message.headers().has(name), "first address");
        } catch (MalformedException _) {
            // an expected value
        }
    }

    private static void uri(Uri uri) {
        if (!(uri instanceof SipUri sip)) return;
        check(sip.equivalent(sip.withParameters(sip.parameters())), "equivalent to itself");
        check(!sip.hostName().isEmpty() && sip.portOrDefault() > 0, "host and port");
    }

    private void request(Request request) {
        uri(request.uri());
        check(request.maxForwards() >= -1 && request.maxForwards() <= 255, "Max-Forwards");
        var edited =
                request.headers()
                        .edit()
                        .replaceFirstValue(HeaderName.VIA, request.topVia().toString())
                        .prepend(Header.of(HeaderName.VIA, "SIP/2.0/UDP p;branch=z9hG4bKp"))
                        .removeFirstValue(HeaderName.ROUTE)
                        .set(HeaderName.MAX_FORWARDS, "69")
                        .build();
        var forwarded = request.rerouted(SipUri.of("a", "example.com"), edited);
        check(again(MessageWriter.bytes(forwarded)).callId().equals(request.callId()), "Call-ID");
        again(MessageWriter.bytes(request.cancel()));
        var refusal = Response.to(request, 486, "tag");
        if (request.to().parameters().size() < 60) again(MessageWriter.bytes(refusal));
    }

    private void refused(ParseFailure failure, byte[] bytes) {
        check(!failure.reason().isEmpty(), "reason");
        var answer = failure.answer();
        if (answer.isEmpty()) {
            dropped++;
            return;
        }
        answered++;
        check(answer.get().status() >= 400, "status");
        var text = new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst("^[\r\n]+", "");
        check(!text.regionMatches(true, 0, "SIP/", 0, 4), "answered a response");
        check(!text.startsWith("ACK "), "answered an ACK");
        var written = MessageWriter.bytes(answer.get());
        checkLineBreaks(written, 0);
        PARSER.parse(written);
    }

    private void stream(byte[] bytes) {
        var framer = new StreamFramer(Limits.DEFAULT);
        int cut = random.nextInt(bytes.length + 1);
        framer.add(bytes, 0, cut);
        drain(framer);
        framer.add(bytes, cut, bytes.length - cut);
        drain(framer);
    }

    private static void drain(StreamFramer framer) {
        for (var next = framer.next(); next.isPresent(); next = framer.next()) {
            switch (next.get()) {
                case StreamFramer.Frame.Message(var message) -> PARSER.parse(message);
                case StreamFramer.Frame.Broken(_, var head) -> PARSER.parse(head);
                case StreamFramer.Frame.Ping _, StreamFramer.Frame.Pong _ -> {}
            }
        }
    }

    private static void checkLineBreaks(byte[] written, int bodyLength) {
        for (int i = 0; i < written.length - bodyLength; i++) {
            if (written[i] == '\r') check(written[i + 1] == '\n', "bare CR written");
            if (written[i] == '\n') check(i > 0 && written[i - 1] == '\r', "bare LF written");
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) throw new AssertionError(what);
    }

    private static String readable(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("\r", "\\r")
                .replace("\n", "\\n\n")
                .replace("\0", "\\0");
    }
}
