package io.carillon.sip.location;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Order, expiry and comparison of bindings.
class BindingsTest {
    private static final long NOW = 1_800_000_000_000L;

    static Binding binding(String uri, int q, long updatedAt, long expiresAt) {
        return binding(new Contact(uri, q, "", 0, ""), updatedAt, expiresAt);
    }

    private static Binding binding(Contact contact, long updatedAt, long expiresAt) {
        var lease = expiresAt + 3_600_000;
        return new Binding(
                contact, "c1", 1, updatedAt, expiresAt, lease, Optional.empty(), List.of(), "");
    }

    @Test
    void targetsComeByPreferenceAndThenTheMostRecentFirst() {
        var bindings =
                Bindings.of(
                        List.of(
                                binding("sip:low@a", 500, NOW, NOW + 1),
                                binding("sip:old@a", 1000, NOW - 2, NOW + 1),
                                binding("sip:new@a", 1000, NOW - 1, NOW + 1),
                                binding("sip:over@a", 1000, NOW, NOW),
                                binding("mailto:alice@a", 1000, NOW, NOW + 1)));
        assertThat(bindings.lookup(NOW))
                .extracting(target -> target.uri().toString())
                .containsExactly("sip:new@a", "sip:old@a", "sip:low@a");
    }

    @Test
    void expiredOnesAreDroppedAndTheNextExpiryIsKnown() {
        var bindings =
                Bindings.of(
                        List.of(
                                binding("sip:a@a", 1000, NOW, NOW + 1),
                                binding("sip:b@a", 1000, NOW, NOW + 5)));
        assertThat(bindings.nextExpiry()).isEqualTo(NOW + 1);
        assertThat(bindings.withoutExpired(NOW)).isSameAs(bindings);
        assertThat(bindings.withoutExpired(NOW + 1).nextExpiry()).isEqualTo(NOW + 5);
        assertThat(bindings.withoutExpired(NOW + 5)).isSameAs(Bindings.NONE);
        assertThat(Bindings.NONE.nextExpiry()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void eventsBindReplaceAndRemove() {
        var first = binding("sip:a@a", 1000, NOW, NOW + 1);
        var again = binding("sip:a@a", 100, NOW + 1, NOW + 9);
        var other = binding("sip:b@a", 1000, NOW, NOW + 1);
        var bindings = Bindings.NONE;
        var seen = new ArrayList<Integer>();
        for (var event :
                List.of(
                        new BindingEvent.Bound(first),
                        new BindingEvent.Bound(other),
                        new BindingEvent.Bound(again),
                        new BindingEvent.Removed("sip:b@a", NOW),
                        new BindingEvent.Removed("sip:nobody@a", NOW))) {
            bindings = bindings.after(event);
            seen.add(bindings.size());
        }
        assertThat(seen).containsExactly(1, 2, 2, 1, 1);
        assertThat(bindings.all()).containsExactly(again);
    }

    @Test
    void afterARestartABindingLastsAsLongAsItsLease() {
        var bindings = Bindings.of(List.of(binding("sip:a@a", 1000, NOW, NOW + 1)));
        assertThat(bindings.recovered().live(NOW + 3_600_000)).hasSize(1);
        assertThat(bindings.recovered().live(NOW + 3_600_001)).isEmpty();
    }

    @Test
    void aFlowOfAnInstanceIsOneBindingWhateverItsUri() {
        var one = new Contact("sip:a@192.0.2.1", 1000, "\"<urn:uuid:1>\"", 1, "");
        var moved = new Contact("sip:a@192.0.2.9", 1000, "\"<urn:uuid:1>\"", 1, "");
        var second = new Contact("sip:a@192.0.2.1", 1000, "\"<urn:uuid:1>\"", 2, "");
        var other = new Contact("sip:a@192.0.2.1", 1000, "\"<urn:uuid:2>\"", 1, "");
        var plain = new Contact("sip:a@192.0.2.1", 1000, "\"<urn:uuid:1>\"", 0, "");
        var bindings = Bindings.of(List.of(binding(one, NOW, NOW + 1)));
        assertThat(bindings.find(moved)).isPresent();
        assertThat(bindings.find(second)).isEmpty();
        assertThat(bindings.find(other)).isEmpty();
        assertThat(bindings.find(plain)).isEmpty();
    }

    /// The pairs that RFC 3261 §19.1.4 prints as equivalent.
    @ParameterizedTest
    @CsvSource({
        "sip:%61lice@atlanta.com;transport=TCP, sip:alice@AtLanTa.CoM;Transport=tcp",
        "sip:carol@chicago.com, sip:carol@chicago.com;newparam=5",
        "sip:carol@chicago.com, sip:carol@chicago.com;security=on",
        "sip:carol@chicago.com;newparam=5, sip:carol@chicago.com;security=on",
        "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com,"
                + " sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
        "sip:alice@atlanta.com?subject=project%20x&priority=urgent,"
                + " sip:alice@atlanta.com?priority=urgent&subject=project%20x",
        "mailto:watson@bell.com, mailto:watson@bell.com"
    })
    void equivalentUrisAreOneBinding(String a, String b) {
        assertThat(findable(a, b)).isTrue();
        assertThat(findable(b, a)).isTrue();
    }

    /// The pairs that it prints as not equivalent, and the nulls of RFC 4475 §3.1.1.4.
    @ParameterizedTest
    @CsvSource({
        "SIP:ALICE@AtLanTa.CoM;Transport=udp, sip:alice@AtLanTa.CoM;Transport=UDP",
        "sip:bob@biloxi.com, sip:bob@biloxi.com:5060",
        "sip:bob@biloxi.com, sip:bob@biloxi.com;transport=udp",
        "sip:bob@biloxi.com, sip:bob@biloxi.com:6000;transport=tcp",
        "sip:carol@chicago.com, sip:carol@chicago.com?Subject=next%20meeting",
        "sip:bob@phone21.boxesbybob.com, sip:bob@192.0.2.4",
        "sip:carol@chicago.com;security=on, sip:carol@chicago.com;security=off",
        "sip:%00@host5.example.com, sip:%00%00@host5.example.com",
        "sip:bob@biloxi.com, sips:bob@biloxi.com",
        "sip:bob@biloxi.com, mailto:bob@biloxi.com"
    })
    void otherUrisAreOtherBindings(String a, String b) {
        assertThat(findable(a, b)).isFalse();
        assertThat(findable(b, a)).isFalse();
    }

    private static boolean findable(String bound, String asked) {
        return Bindings.of(List.of(binding(bound, 1000, NOW, NOW + 1)))
                .find(new Contact(asked, 1000, "", 0, ""))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({"0, ;q=0", "1, ;q=0.001", "250, ;q=0.25", "500, ;q=0.5", "1000, ''"})
    void preferenceIsWrittenAsShortAsItCanBe(int q, String written) {
        assertThat(new Contact("sip:a@a", q, "", 0, ";x=\"y,z\"").headerValue(60))
                .isEqualTo("<sip:a@a>;x=\"y,z\"" + written + ";expires=60");
    }
}
