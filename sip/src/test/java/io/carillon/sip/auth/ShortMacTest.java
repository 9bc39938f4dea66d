package io.carillon.sip.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/// SipHash-2-4 by the vectors of its authors: key 00..0f, message 00..(n-1).
class ShortMacTest {
    private static final ShortMac MAC =
            ShortMac.ofKey(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"));

    @ParameterizedTest
    @CsvSource({
        " 0, 310E0EDD47DB6F72, A3817F04BA25A8E66DF67214C7550293",
        " 1, FD67DC93C539F874, DA87C1D86B99AF44347659119B22FC45",
        " 7, 37D1018BF50002AB, A1F1EBBED8DBC153C0B84AA61FF08239",
        " 8, 6224939A79F5F593, 3B62A9BA6258F5610F83E264F31497B4",
        "15, E545BE4961CA29A1, 5493E99933B0A8117E08EC0F97CFC3D9",
        "16, DB9BC2577FCC2A3F, 6EE2A4CA67B054BBFD3315BF85230577",
        "63, 724506EB4C328A95, 5150D1772F50834A503E069A973FBD7C"
    })
    void theVectorsOfItsAuthorsAreMet(int length, String short64, String short128) {
        var data = new byte[length + 2];
        Arrays.fill(data, (byte) 99);
        for (int i = 0; i < length; i++) data[i + 1] = (byte) i;
        var out = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MAC.mac64(data, 1, length + 1));
        var hex = HexFormat.of().withUpperCase();
        assertThat(hex.formatHex(out.array())).isEqualTo(short64);
        assertThat(hex.formatHex(MAC.mac128(data, 1, length + 1))).isEqualTo(short128);
    }

    @Test
    void textFormsHaveAFixedLengthAndAreTokens() {
        assertThat(MAC.base64Url("a84b4c76e66710")).matches("[A-Za-z0-9_-]{22}");
        assertThat(MAC.hex("a84b4c76e66710")).matches("[0-9a-f]{16}");
    }

    @Test
    void aKeyForOnePurposeIsWorthNothingForAnother() {
        var secret = Secret.of("s");
        assertThat(secret.mac("a").mac64("x")).isNotEqualTo(secret.mac("b").mac64("x"));
        assertThat(secret.mac("a").mac64("x")).isEqualTo(Secret.of("s").mac("a").mac64("x"));
        assertThat(Secret.of("t").mac("a").mac64("x")).isNotEqualTo(secret.mac("a").mac64("x"));
    }
}
