package io.carillon.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.carillon.sip.auth.ShortMac;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;

/// Goal: nodes of two releases understand each other over a link.
///
/// Method: octets that the release before wrote, read and written again. When that fails, two
/// releases cannot run side by side: mend the link, not the octets.
class FrameTest {
    private static final String OPENER = "127.0.1.1:7355";
    private static final String ACCEPTOR = "127.0.1.2:7355";
    private static final byte[] ACCEPTORS_CHALLENGE = filled(1);
    private static final byte[] OPENERS_CHALLENGE = filled(2);
    private static final String ANSWER =
            "01020202020202020202020202020202020e3132372e302e312e313a373335358b9f88f09c6980c6d8a01de2c0afc05f";
    private static final String ACCEPTANCE = "74637113cd00ca861d071ee724a2f28a";

    private final Handshake handshake = new Handshake(ShortMac.ofKey(filled(3)));

    private static byte[] filled(int octet) {
        var octets = new byte[Handshake.CHALLENGE_OCTETS];
        Arrays.fill(octets, (byte) octet);
        return octets;
    }

    static Stream<Arguments> written() {
        return Stream.of(
                arguments(
                        new Frame.ToEntity(
                                1,
                                new Frame.Payload(5062, "call.received.v1", new byte[] {10, -1})),
                        "00000019 01 01 000013c6 10 63616c6c2e72656365697665642e7631 0aff"),
                arguments(
                        new Frame.ToActor(
                                "/user/\u00e9", new Frame.Payload(17, "", new byte[] {7})),
                        "00000011 02 0008 2f757365722fc3a9 00000011 00 07"),
                arguments(new Frame.Shard(1, 31, true), "00000004 03 01 1f 01"),
                arguments(new Frame.Shard(0, 0, false), "00000004 03 00 00 00"));
    }

    @ParameterizedTest
    @MethodSource("written")
    void aFrameIsReadAndWrittenAsTheReleaseBeforeDoes(Frame frame, String hex) {
        var octets = hex.replace(" ", "");

        var read = Frame.read(buffer(octets).skipBytes(Integer.BYTES)).orElseThrow();

        assertThat(read).hasSameClassAs(frame);
        assertThat(hexOf(read)).isEqualTo(octets);
        assertThat(hexOf(frame)).isEqualTo(octets);
    }

    private static String hexOf(Frame frame) {
        return hexOf(Frame.write(frame, UnpooledByteBufAllocator.DEFAULT).orElseThrow());
    }

    private static String hexOf(ByteBuf buffer) {
        try {
            return ByteBufUtil.hexDump(buffer);
        } finally {
            buffer.release();
        }
    }

    private static ByteBuf buffer(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }

    @Test
    void aFrameOfANewerReleaseIsNone() {
        assertThat(Frame.read(buffer("0901"))).isEmpty();
    }

    @Test
    void whoOpensALinkProvesItAsTheReleaseBeforeDoes() {
        var opening = handshake.opening(ACCEPTORS_CHALLENGE, ACCEPTOR, buffer(ANSWER));

        assertThat(opening.orElseThrow().name()).isEqualTo(OPENER);
        assertThat(
                        hexOf(
                                handshake.answer(
                                        ACCEPTORS_CHALLENGE,
                                        OPENERS_CHALLENGE,
                                        OPENER,
                                        ACCEPTOR,
                                        UnpooledByteBufAllocator.DEFAULT)))
                .isEqualTo(ANSWER);
    }

    @Test
    void whoAcceptsALinkProvesItAsTheReleaseBeforeDoes() {
        var opening = handshake.opening(ACCEPTORS_CHALLENGE, ACCEPTOR, buffer(ANSWER));

        assertThat(
                        handshake.isAccepted(
                                ACCEPTORS_CHALLENGE,
                                OPENERS_CHALLENGE,
                                OPENER,
                                ACCEPTOR,
                                buffer(ACCEPTANCE)))
                .isTrue();
        assertThat(
                        HexFormat.of()
                                .formatHex(
                                        handshake.acceptance(
                                                ACCEPTORS_CHALLENGE,
                                                opening.orElseThrow(),
                                                ACCEPTOR)))
                .isEqualTo(ACCEPTANCE);
    }
}
