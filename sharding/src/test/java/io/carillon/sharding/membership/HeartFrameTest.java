package io.carillon.sharding.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Octets of frames: read as they were written, and nothing else is a frame.
///
/// What is [#written] was written by the release before: when it is not read or written so any
/// more, two releases cannot run side by side. Mend the frames, not the octets.
class HeartFrameTest {
    private static final String ADDRESS = "000e" + "3132372e302e302e313a37333535";

    static Stream<Arguments> written() {
        return Stream.of(
                arguments(new HeartFrame.Beat(-1, Set.of()), "42 ffffffffffffffff 00"),
                arguments(
                        new HeartFrame.Beat(Long.MIN_VALUE, Set.of(1L, -7L)),
                        "42 8000000000000000 02 fffffffffffffff9 0000000000000001"),
                arguments(new HeartFrame.Echo(17, true), "45 0000000000000011 01"),
                arguments(new HeartFrame.Goodbye(), "47"),
                arguments(new HeartFrame.Question("127.0.0.1:7355", true), "51" + ADDRESS + "01"),
                arguments(
                        new HeartFrame.Answer(new FormationAnswer.InCluster("127.0.0.1:7355")),
                        "41 49" + ADDRESS),
                arguments(new HeartFrame.Answer(new FormationAnswer.Looking(true)), "41 4c 01"),
                arguments(new HeartFrame.Answer(new FormationAnswer.Looking(false)), "41 4c 00"),
                arguments(new HeartFrame.Answer(new FormationAnswer.Busy()), "41 42"));
    }

    @ParameterizedTest
    @MethodSource("written")
    void aFrameIsReadAndWrittenAsTheReleaseBeforeDoes(HeartFrame frame, String hex) {
        var octets = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThat(HeartFrame.of(octets)).contains(frame);
        assertThat(frame.octets()).isEqualTo(octets);
    }

    static Stream<HeartFrame> frames() {
        return Stream.of(
                new HeartFrame.Beat(-1, Set.of()),
                new HeartFrame.Beat(Long.MIN_VALUE, Set.of(1L, -7L, Long.MAX_VALUE)),
                new HeartFrame.Echo(17, true),
                new HeartFrame.Echo(17, false),
                new HeartFrame.Goodbye(),
                new HeartFrame.Question("127.0.0.1:7355", true),
                new HeartFrame.Answer(new FormationAnswer.InCluster("127.0.0.1:7355")),
                new HeartFrame.Answer(new FormationAnswer.Looking(true)),
                new HeartFrame.Answer(new FormationAnswer.Looking(false)),
                new HeartFrame.Answer(new FormationAnswer.Busy()));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameIsReadAsItWasWritten(HeartFrame frame) {
        assertThat(HeartFrame.of(frame.octets())).contains(frame);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void noPartOfAFrameIsOne(HeartFrame frame) {
        var octets = frame.octets();
        for (int length = 0; length < octets.length; length++) {
            assertThat(HeartFrame.of(Arrays.copyOf(octets, length))).isEmpty();
        }
        assertThat(HeartFrame.of(Arrays.copyOf(octets, octets.length + 1))).isEmpty();
    }

    @Test
    void theLargestBeatFits() {
        var many = LongStream.range(0, 100).boxed().collect(Collectors.toSet());
        assertThat(new HeartFrame.Beat(1, many).octets().length)
                .isLessThanOrEqualTo(HeartFrame.LARGEST);
    }

    @Test
    void noiseIsNoFrameAndNoException() {
        var random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            var noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            HeartFrame.of(noise).ifPresent(frame -> assertThat(frame.octets()).isNotEmpty());
        }
    }
}
