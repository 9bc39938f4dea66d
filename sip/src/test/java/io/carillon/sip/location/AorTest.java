package io.carillon.sip.location;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.message.SipUri;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The canonical form of RFC 3261 §10.3 step 5.
class AorTest {
    @ParameterizedTest
    @CsvSource({
        "sip:alice@example.com, alice@example.com",
        "sips:alice@Example.COM:5061;user=phone;transport=tls?subject=x, alice@example.com",
        "sip:%61lice@example.com, alice@example.com",
        "sip:Alice@example.com, Alice@example.com",
        "sip:alice:secret@example.com, alice@example.com",
        "sip:a%40b@example.com, a@b@example.com",
        "sip:alice@[2001:DB8::1], alice@2001:db8::1",
        "sip:+1-212-555;isub=1@example.com, +1-212-555;isub=1@example.com"
    })
    void urisOfOneUserHaveOneAddress(String uri, String aor) throws Exception {
        var found = Aor.of(SipUri.parse(uri)).orElseThrow();
        assertThat(found).hasToString(aor);
        assertThat(Aor.parse(aor)).contains(found);
    }

    @Test
    void aHostAloneIsNoAddress() throws Exception {
        assertThat(Aor.of(SipUri.parse("sip:example.com"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice", "@example.com", "alice@"})
    void textWithoutUserOrDomainIsNoAddress(String text) {
        assertThat(Aor.parse(text)).isEmpty();
    }

    @Test
    void itsUriEscapesWhatAUserPartMayNotHold() {
        assertThat(Aor.parse("a@b@example.com").orElseThrow().uri())
                .hasToString("sip:a%40b@example.com");
    }
}
