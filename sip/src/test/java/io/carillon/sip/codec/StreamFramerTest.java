package io.carillon.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.codec.StreamFramer.Frame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Goal: a stream is cut into the same messages and pings however its octets arrive.
///
/// Method: streams put together from known parts, fed whole, octet by octet and in random chunks;
/// then what ends a stream.
class StreamFramerTest {
    private static final Limits SMALL = new Limits(2_000, 256, 1_000);

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String message(String lengthLine, String body) {
        return "MESSAGE sip:b@example.com SIP/2.0\r\nTo: b\r\n" + lengthLine + "\r\n\r\n" + body;
    }

    private static List<Frame> drain(StreamFramer framer) {
        var frames = new ArrayList<Frame>();
        for (var next = framer.next(); next.isPresent(); next = framer.next()) {
            frames.add(next.get());
        }
        return frames;
    }

    private static List<Frame> feed(StreamFramer framer, byte[] bytes, Random chunks, int most) {
        var frames = new ArrayList<Frame>();
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, 1 + chunks.nextInt(most));
            framer.add(bytes, at, length);
            at += length;
            frames.addAll(drain(framer));
        }
        return frames;
    }

    private static List<Frame> whole(String stream) {
        var framer = new StreamFramer(SMALL);
        framer.add(octets(stream), 0, stream.length());
        return drain(framer);
    }

    private static List<String> texts(List<Frame> frames) {
        return frames.stream()
                .filter(Frame.Message.class::isInstance)
                .map(
                        frame ->
                                new String(
                                        ((Frame.Message) frame).bytes(),
                                        StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static long pings(List<Frame> frames) {
        return frames.stream().filter(Frame.Ping.class::isInstance).count();
    }

    @Test
    void twoMessagesInOneReadAreTwoFrames() {
        var one = message("Content-Length: 5", "hello");
        var two = message("l:0", "");
        assertThat(texts(whole(one + two))).containsExactly(one, two);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5",
                "content-LENGTH :\t5 ",
                "l: 5",
                "L:5",
                "Content-Length:\r\n 5",
                "Content-Length: \r\n\t 5",
                "Content-Length: 00005",
                "X: 1\r\n Content-Length: 9\r\nl: 5",
                "Content-Lengths: 9\r\nContent-Length: 5",
                "l: 5\r\nl: 5"
            })
    void contentLengthIsFoundInEveryFormOfTheGrammar(String line) {
        var text = message(line, "hello");
        assertThat(texts(whole(text + "\r\n"))).containsExactly(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -999",
                "Content-Length: 5 5",
                "Content-Length: 5,5",
                "Content-Length:",
                "Content-Length: five",
                "Content-Length: 99999999999999999999",
                "Content-Length: 4294967301",
                "Content-Length: 5\r\nContent-Length: 6",
                "l: 5\r\nContent-Length: 6",
                "Content-Length: 5\r\n 6",
                "Content-Length: 0x5"
            })
    void brokenContentLengthEndsTheStream(String line) {
        var frames = whole(message(line, "hello") + message("l: 0", ""));
        assertThat(frames).hasSize(1).first().isInstanceOf(Frame.Broken.class);
        var head = ((Frame.Broken) frames.getFirst()).head();
        assertThat(new String(head, StandardCharsets.ISO_8859_1)).isEqualTo(message(line, ""));
    }

    @Test
    void nothingIsReadBehindTheBreak() {
        var framer = new StreamFramer(SMALL);
        var bad = octets(message("l: x", ""));
        framer.add(bad, 0, bad.length);
        drain(framer);
        var good = octets(message("l: 0", ""));
        for (int i = 0; i < 1_000; i++) framer.add(good, 0, good.length);
        assertThat(drain(framer)).isEmpty();
        assertThat(framer.pending()).isZero();
    }

    @Test
    void messageWithoutContentLengthHasNoBody() {
        var bare = message("X: y", "");
        assertThat(texts(whole(bare + bare))).containsExactly(bare, bare);
    }

    @Test
    void startLineIsNoHeader() {
        var odd = "l : 5\r\nTo: b\r\n\r\n";
        assertThat(texts(whole(odd))).containsExactly(odd);
    }

    @Test
    void largeMessagesAndEndlessHeadersEndTheStream() {
        assertThat(whole(message("Content-Length: 3000", "")).getFirst())
                .isInstanceOfSatisfying(
                        Frame.Broken.class,
                        broken -> assertThat(broken.reason()).isEqualTo("message too large"));
        assertThat(whole("INVITE sip:b SIP/2.0\r\nX: " + "x".repeat(1_001)).getFirst())
                .isInstanceOfSatisfying(
                        Frame.Broken.class,
                        broken -> assertThat(broken.reason()).contains("header fields too large"));
    }

    @Test
    void tooLargeMessageIsAnswered513() {
        var request =
                """
                INVITE sip:b@example.com SIP/2.0
                Via: SIP/2.0/TCP a;branch=z9hG4bK1
                From: <sip:a@example.com>;tag=1
                To: <sip:b@example.com>
                Call-ID: c
                CSeq: 1 INVITE
                Content-Length: 3000

                """
                        .replace("\n", "\r\n");
        var broken = (Frame.Broken) whole(request).getFirst();
        assertThat(TortureTest.verdict(new MessageParser(SMALL).parse(broken.head())))
                .isEqualTo("513");
    }

    @Test
    void everyTwoLineBreaksInARowAreOnePingHoweverTheyArrive() {
        for (int count = 0; count <= 8; count++) {
            var stream = octets("\r\n".repeat(count));
            for (int most = 1; most <= 16; most++) {
                for (int seed = 0; seed < 20; seed++) {
                    var frames = feed(new StreamFramer(SMALL), stream, new Random(seed), most);
                    assertThat(pings(frames))
                            .as("%d CRLF, seed %d", count, seed)
                            .isEqualTo(count / 2);
                }
            }
        }
    }

    @Test
    void lineBreaksApartAreNoPing() {
        var text = message("l: 0", "");
        var frames = whole("\r\n" + text + "\r\n" + text);
        assertThat(pings(frames)).isZero();
        assertThat(texts(frames)).containsExactly(text, text);
        assertThat(pings(whole("\n\n\r\r\n"))).isZero();
    }

    @Test
    void randomChunksGiveTheSameMessages() {
        var seed = Long.getLong("seed", new Random().nextLong());
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            var expected = new ArrayList<String>();
            long pings = 0;
            var stream = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                if (random.nextInt(4) == 0) {
                    stream.append("\r\n\r\n");
                    pings++;
                } else {
                    var body = "\r\n\r\nl: 1".repeat(random.nextInt(20));
                    var text = message("Content-Length: " + body.length(), body);
                    expected.add(text);
                    stream.append(text);
                }
            }
            var most = 1 + random.nextInt(400);
            var frames = feed(new StreamFramer(SMALL), octets(stream.toString()), random, most);
            assertThat(texts(frames)).as("seed=%d round=%d", seed, round).isEqualTo(expected);
            assertThat(pings(frames)).as("seed=%d round=%d", seed, round).isEqualTo(pings);
        }
    }

    @Test
    void slowSenderOfALargeMessageCostsNoMoreThanItsOctets() {
        var headers = "X: " + "y".repeat(30_000);
        var text = octets(message(headers + "\r\nl: 30000", "z".repeat(30_000)));
        var framer = new StreamFramer(Limits.DEFAULT);
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(feed(framer, text, new Random(1), 1)).hasSize(1));
    }
}
