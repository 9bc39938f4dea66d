package io.carillon.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Goal: URIs are read by RFC 3261 §19.1.1 and compared by §19.1.4.
class SipUriTest {
    private static SipUri uri(String text) throws MalformedException {
        return SipUri.parse(text);
    }

    private static boolean equivalent(String a, String b) throws MalformedException {
        var forth = uri(a).equivalent(uri(b));
        assertThat(uri(b).equivalent(uri(a))).as("symmetry").isEqualTo(forth);
        return forth;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                // The examples of the RFC, in its order.
                "sip:%61lice@atlanta.com;transport=TCP sip:alice@AtlanTa.CoM;Transport=tcp",
                "sip:carol@chicago.com sip:carol@chicago.com;newparam=5",
                "sip:carol@chicago.com sip:carol@chicago.com;security=on",
                "sip:carol@chicago.com;newparam=5 sip:carol@chicago.com;security=on",
                "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com"
                        + " sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
                "sip:alice@atlanta.com?subject=project%20x&priority=urgent"
                        + " sip:alice@atlanta.com?priority=urgent&subject=project%20x",
                // Beyond the examples.
                "sip:a@[2001:db8::9:1] sip:a@[2001:0DB8:0:0:0:0:9:01]",
                "sip:a@[::ffff:192.0.2.1] sip:a@[::FFFF:c000:201]",
                "SIP:a@b sip:a@b",
                "sip:a@b;lr sip:a@b",
                "sip:a@b;x=%41 sip:a@b;x=a",
                "sip:a%3bb@c sip:a%3Bb@c"
            })
    void equal(String a, String b) throws MalformedException {
        assertThat(equivalent(a, b)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "SIP:ALICE@AtLanTa.CoM;Transport=udp sip:alice@AtLanTa.CoM;Transport=UDP",
                "sip:bob@biloxi.com sip:bob@biloxi.com:5060",
                "sip:bob@biloxi.com sip:bob@biloxi.com;transport=udp",
                "sip:bob@biloxi.com sip:bob@biloxi.com:6000;transport=tcp",
                "sip:carol@chicago.com sip:carol@chicago.com?Subject=next%20meeting",
                "sip:bob@phone21.boxesbybob.com sip:bob@192.0.2.4",
                "sip:carol@chicago.com;security=on sip:carol@chicago.com;security=off",
                "sip:a@b sips:a@b",
                "sip:a@b sip:b",
                "sip:a:x@b sip:a:X@b",
                "sip:a:x@b sip:a@b",
                "sip:a@b;user=phone sip:a@b",
                "sip:a@b;maddr=239.255.255.1 sip:a@b",
                "sip:a@b;ttl=1 sip:a@b",
                "sip:a@b;method=INVITE sip:a@b",
                "sip:a%3Bb@c sip:a;b@c",
                "sip:a%00@b sip:a%00%00@b",
                "sip:a@[2001:db8::1] sip:a@[2001:db8::2]",
                "sip:a@b?x=1 sip:a@b?x=1&x=1"
            })
    void different(String a, String b) throws MalformedException {
        assertThat(equivalent(a, b)).isFalse();
    }

    @Test
    void equivalenceIsNotTransitive() throws MalformedException {
        // §19.1.4 says so itself: both equal the one without the parameter.
        assertThat(equivalent("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"))
                .isTrue();
        assertThat(equivalent("sip:carol@chicago.com", "sip:carol@chicago.com;security=off"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "sip:alice@atlanta.com, alice, , atlanta.com, -1",
        "sip:alice:secretword@atlanta.com;transport=tcp, alice, secretword, atlanta.com, -1",
        "sips:alice@atlanta.com?subject=project%20x, alice, , atlanta.com, -1",
        "sip:+1-212-555-1212:1234@gateway.com;user=phone, +1-212-555-1212, 1234, gateway.com, -1",
        "sips:1212@gateway.com, 1212, , gateway.com, -1",
        "sip:alice@192.0.2.4, alice, , 192.0.2.4, -1",
        "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com, , , atlanta.com, -1",
        "sip:alice;day=tuesday@atlanta.com, alice;day=tuesday, , atlanta.com, -1",
        "sip:[2001:db8::10], , , [2001:db8::10], -1",
        "sip:[2001:db8::10:5070], , , [2001:db8::10:5070], -1",
        "sip:a@[2001:db8::10]:5070, a, , [2001:db8::10], 5070",
        "sip:b:05060, , , b, 5060",
        "sip:*21#@b_c.example, *21#, , b_c.example, -1"
    })
    void partsAreKeptAsWritten(String text, String user, String password, String host, int port)
            throws MalformedException {
        var uri = uri(text);
        assertThat(uri.user().orElse(null)).isEqualTo(user);
        assertThat(uri.password().orElse(null)).isEqualTo(password);
        assertThat(uri.host()).isEqualTo(host);
        assertThat(uri.port()).isEqualTo(port);
        assertThat(uri).hasToString(text);
        assertThat(uri.withParameters(uri.parameters().withFlag("x")).withoutHeaders().toString())
                .endsWith(";x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sip",
                "sip:",
                "sip:@b",
                "sip:a@",
                "sip:a b@c",
                "sip:a@b ",
                "sip:a@b:",
                "sip:a@b:0",
                "sip:a@b:65536",
                "sip:a@b:99999999999999999999",
                "sip:a@b:-1",
                "sip:a@b;",
                "sip:a@b;;x",
                "sip:a@b;=x",
                "sip:a@2001:db8::1",
                "sip:a@[2001:db8::1",
                "sip:a@[]",
                "sip:a@[:]",
                "sip:a@[:::]",
                "sip:a@[1:2:3:4:5:6:7]",
                "sip:a@[1:2:3:4:5:6:7:8:9]",
                "sip:a@[1:2:3:4:5:6:7:8::]",
                "sip:a@[1::2::3]",
                "sip:a@[12345::]",
                "sip:a@[::1.2.3]",
                "sip:a@[::1.2.3.4.5]",
                "sip:a@[::1.2.3.256]",
                "sip:a@[::g]",
                "sip:a@[::1:]",
                "sip:a@[2001:db8:::192.0.2.1]",
                "sip:a@b\r\nX: y",
                "sip:a@b<",
                "sip:\u010da@b",
                "tel:+1"
            })
    void malformed(String text) {
        assertThatThrownBy(() -> uri(text)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "::ffff:192.0.2.1, ::ffff:c000:201",
        "1:2:3:4:5:6:255.255.255.255, 1:2:3:4:5:6:ffff:ffff",
        "0:0:1::, 0:0:1::"
    })
    void ipv6HasOneFormToCompareBy(String written, String canonical) throws MalformedException {
        assertThat(uri("sip:[" + written + "]").hostName()).isEqualTo(canonical);
        assertThat(uri("sip:[" + canonical + "]").hostName()).isEqualTo(canonical);
    }

    @Test
    void changedUrisStayInTheirLine() throws MalformedException {
        var uri = uri("sip:a@b");
        assertThat(uri.withParameters(uri.parameters().with("x", "1\r\nEvil: 2")))
                .hasToString("sip:a@b;x=1%0D%0AEvil:%202");
        assertThat(uri.withUser("a b@\u010d")).hasToString("sip:a%20b%40%C4%8D@b");
        assertThat(new OtherUri("tel", "tel:1\r\n2")).hasToString("tel:1%0D%0A2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tel:+1-201-555-0123", "urn:service:sos", "soap.beep://192.0.2.103:3002"})
    void otherSchemesAreKeptAsWritten(String text) throws MalformedException {
        assertThat(Uri.parse(text)).isInstanceOf(OtherUri.class).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tel:", ":x", "1tel:2", "te l:2", "tel:<1>", "+x:y", "name"})
    void malformedOtherSchemes(String text) {
        assertThatThrownBy(() -> Uri.parse(text)).isInstanceOf(MalformedException.class);
    }
}
