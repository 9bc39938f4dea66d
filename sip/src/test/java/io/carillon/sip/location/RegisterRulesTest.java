package io.carillon.sip.location;

import static io.carillon.sip.location.Registers.connection;
import static io.carillon.sip.location.Registers.register;
import static io.carillon.sip.location.Registers.udpFrom;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.location.RegisterOutcome.Accepted;
import io.carillon.sip.location.RegisterOutcome.Rejected;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// RFC 3261 §10.3 steps 2 and 6 to 8, one rule a test: a REGISTER and the bindings before, then the
/// outcome.
class RegisterRulesTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long SECOND = 1_000;
    private static final Flow FLOW = udpFrom("192.0.2.4", 5060);
    private static final RegistrarSettings SETTINGS = new RegistrarSettings(60, 7200, 3600, 3, 2);

    private static RegisterOutcome decide(Request request, Bindings before, long now) {
        return RegisterRules.decide(request, FLOW, before, SETTINGS, now);
    }

    private static Accepted accepted(Request request, Bindings before, long now) {
        return (Accepted) decide(request, before, now);
    }

    private static Rejected rejected(Request request, Bindings before, long now) {
        return (Rejected) decide(request, before, now);
    }

    private static Bindings bound(String lines) {
        return accepted(register("c1", 10, lines), Bindings.NONE, NOW).after();
    }

    private static List<String> uris(Bindings bindings) {
        return bindings.all().stream().map(binding -> binding.contact().uri()).toList();
    }

    /// What a journal would give back.
    private static Bindings replayed(Bindings before, Accepted accepted) {
        var bindings = before;
        for (var event : accepted.events()) bindings = bindings.after(event);
        return bindings;
    }

    @Test
    void aNewContactIsBoundWithAllThatReachesIt() {
        var request =
                register(
                        "c1",
                        10,
                        """
                        Contact: "Al" <sip:alice@192.0.2.4>;q=0.7;methods="INVITE, BYE"
                        Supported: path
                        Path: <sip:p1;lr>, <sip:p2;lr>
                        User-Agent: Phone/1.0
                        Expires: 1800""");
        var accepted = accepted(request, Bindings.NONE, NOW);
        var binding = accepted.after().all().getFirst();
        assertThat(accepted.events()).containsExactly(new BindingEvent.Bound(binding));
        assertThat(binding)
                .isEqualTo(
                        new Binding(
                                new Contact(
                                        "sip:alice@192.0.2.4",
                                        700,
                                        "",
                                        0,
                                        ";methods=\"INVITE, BYE\""),
                                "c1",
                                10,
                                NOW,
                                NOW + 1800 * SECOND,
                                NOW + 3600 * SECOND,
                                java.util.Optional.empty(),
                                List.of("<sip:p1;lr>", "<sip:p2;lr>"),
                                "Phone/1.0"));
        assertThat(accepted.echoesPath()).isTrue();
    }

    private static Response answer(Request request, Accepted accepted, long now) {
        return RegisterAnswer.ok(Response.to(request, 200, "tag"), request, accepted, now);
    }

    @Test
    void aQueryListsAndChangesNothing() {
        var before = bound("Contact: <sip:a@h>");
        var accepted = accepted(register("c9", 1, ""), before, NOW);
        assertThat(accepted.events()).isEmpty();
        assertThat(accepted.after()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "'Contact: <sip:a@h>;expires=120\nExpires: 600', 120",
        "'Contact: <sip:a@h>\nExpires: 600', 600",
        "'Contact: <sip:a@h>', 3600",
        "'Contact: <sip:a@h>;expires=100000', 7200",
        "'Contact: <sip:a@h>;expires=99999999999999999999999', 7200",
        "'Contact: <sip:a@h>\nExpires: 4294967297', 7200",
        "'Contact: <sip:a@h>;expires=soon\nExpires: 600', 3600"
    })
    void theTimeIsThatOfTheContactOrElseOfTheRequestOrElseTheDefault(String lines, long seconds) {
        var binding =
                accepted(register("c1", 1, lines), Bindings.NONE, NOW).after().all().getFirst();
        assertThat(binding.expiresSeconds(NOW)).isEqualTo(seconds);
        assertThat(binding.leaseUntil()).isEqualTo(NOW + 2 * seconds * SECOND);
    }

    @Test
    void tooBriefATimeIsRefusedWithTheLeast() {
        var lines = "Contact: <sip:a@h>;expires=59, <sip:b@h>;expires=600";
        var rejected = rejected(register("c1", 1, lines), Bindings.NONE, NOW);
        assertThat(rejected.status()).isEqualTo(423);
        assertThat(rejected.headers()).singleElement().hasToString("Min-Expires: 60");
    }

    @Test
    void anHourIsNeverTooBrief() {
        var strict = new RegistrarSettings(7000, 7200, 7200, 3, 2);
        var request = register("c1", 1, "Contact: <sip:a@h>;expires=3600");
        assertThat(RegisterRules.decide(request, FLOW, Bindings.NONE, strict, NOW))
                .isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E', Contact",
        "'Contact: <sip:a@h>;q=1.1', Contact",
        "'Contact: <sip:a@h>;q=high', Contact",
        "'Contact: <sip:a@h>;q', Contact",
        "'Contact: <sip:a@h', Contact",
        "'Contact: <sip:a@h>,', Contact",
        "'Contact: *', Contact",
        "'Contact: *\nExpires: 60', Contact",
        "'Contact: *, <sip:a@h>\nExpires: 0', Contact",
        "'Contact: *;q=1\nExpires: 0', Contact",
        "'Contact: <sip:a@h>\nExpires: soon', Expires",
        "'Contact: <sip:a@h>\nSupported: path\nPath: <sip:', Path",
        "'Contact: <sip:a@h>;reg-id=0;+sip.instance=\"<urn:x>\"\nSupported: outbound', Contact"
    })
    void aMalformedHeaderIsNamed(String lines, String header) {
        var rejected = rejected(register("c1", 1, lines), Bindings.NONE, NOW);
        assertThat(rejected.status()).isEqualTo(400);
        assertThat(rejected.reason()).contains(header);
    }

    @Test
    void oneBadContactSpoilsTheWholeRequest() {
        var before = bound("Contact: <sip:a@h>");
        var lines = "Contact: <sip:a@h>;expires=0, <sip:b@h>, <sip:c@h>;q=x";
        assertThat(decide(register("c1", 11, lines), before, NOW)).isInstanceOf(Rejected.class);
    }

    @Test
    void zeroEndsTheBindingOfAnEquivalentUri() {
        var before = bound("Contact: <sip:a@h>, <sip:b@h>");
        var accepted =
                accepted(register("c1", 11, "Contact: <sip:%61@H>;expires=0"), before, NOW + 5);
        assertThat(accepted.events()).containsExactly(new BindingEvent.Removed("sip:a@h", NOW + 5));
        assertThat(uris(accepted.after())).containsExactly("sip:b@h");
        assertThat(uris(replayed(before, accepted))).containsExactly("sip:b@h");
    }

    @Test
    void zeroForAnUnknownContactIsNoError() {
        var accepted =
                accepted(register("c1", 1, "Contact: <sip:a@h>\nExpires: 0"), Bindings.NONE, NOW);
        assertThat(accepted.events()).isEmpty();
        assertThat(accepted.after().isEmpty()).isTrue();
    }

    @Test
    void aContactWrittenInAnotherWayTakesThePlaceOfTheOld() {
        var before = bound("Contact: <sip:a@h>");
        var accepted = accepted(register("c1", 11, "Contact: <sip:%61@H>"), before, NOW);
        assertThat(uris(accepted.after())).containsExactly("sip:%61@H");
        assertThat(replayed(before, accepted)).isEqualTo(accepted.after());
    }

    @Test
    void starEndsAll() {
        var before = bound("Contact: <sip:a@h>, <sip:b@h>");
        var accepted = accepted(register("c1", 11, "Contact: *\nExpires: 0"), before, NOW);
        assertThat(accepted.after().isEmpty()).isTrue();
        assertThat(replayed(before, accepted).isEmpty()).isTrue();
        var other = accepted(register("c2", 1, "Contact: *\nExpires: 0"), before, NOW);
        assertThat(other.after().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "9, 'Contact: *\nExpires: 0'",
        "10, 'Contact: *\nExpires: 0'",
        "9, 'Contact: <sip:a@h>'",
        "9, 'Contact: <sip:a@h>;expires=0'",
        "10, 'Contact: <sip:a@h>;expires=0'",
        "9, 'Contact: <sip:new@h>, <sip:a@h>'"
    })
    void whatComesOutOfOrderFailsAsAWhole(long cseq, String lines) {
        var before = bound("Contact: <sip:a@h>");
        assertThat(rejected(register("c1", cseq, lines), before, NOW).status()).isEqualTo(500);
    }

    @Test
    void anotherCallIdMayHaveAnyCseq() {
        var before = bound("Contact: <sip:a@h>");
        var accepted = accepted(register("c2", 1, "Contact: <sip:a@h>;q=0.1"), before, NOW);
        assertThat(accepted.after().all())
                .singleElement()
                .satisfies(binding -> assertThat(binding.callId()).isEqualTo("c2"));
    }

    @Test
    void aRepeatedRequestHasTheSameAnswerAndNoEffect() {
        var request = register("c1", 10, "Contact: <sip:a@h>, <sip:b@h>");
        var first = accepted(request, Bindings.NONE, NOW);
        var again = accepted(request, first.after(), NOW + 500);
        assertThat(again.events()).isEmpty();
        assertThat(again.after()).isEqualTo(first.after());
        assertThat(answer(request, again, NOW + 500).headers())
                .asString()
                .isEqualTo(answer(request, first, NOW + 500).headers().toString());
    }

    @Test
    void anExpiredBindingPutsNothingInOrder() {
        var before = bound("Contact: <sip:a@h>;expires=60");
        var later = NOW + 60 * SECOND;
        assertThat(accepted(register("c1", 2, "Contact: <sip:a@h>"), before, later).after().size())
                .isEqualTo(1);
        assertThat(accepted(register("c1", 2, ""), before, later).after().isEmpty()).isTrue();
    }

    @Test
    void moreContactsThanAllowedAreRefusedAndReplacingOneIsNot() {
        var before = bound("Contact: <sip:a@h>, <sip:b@h>, <sip:c@h>");
        var more = register("c1", 11, "Contact: <sip:d@h>");
        assertThat(rejected(more, before, NOW).status()).isEqualTo(403);
        var swap = register("c1", 11, "Contact: <sip:d@h>, <sip:a@h>;expires=0");
        assertThat(uris(accepted(swap, before, NOW).after()))
                .containsExactly("sip:b@h", "sip:c@h", "sip:d@h");
    }

    @Test
    void ofTwoValuesForOneBindingTheLastCounts() {
        var lines = "Contact: <sip:a@h>;q=0.1, <sip:a@h>;q=0.2";
        assertThat(bound(lines).all())
                .singleElement()
                .satisfies(binding -> assertThat(binding.contact().q()).isEqualTo(200));
    }

    @Test
    void aRefreshInsideTheLeaseIsNotStored() {
        var before = bound("Contact: <sip:a@h>");
        var accepted = accepted(register("c1", 11, "Contact: <sip:a@h>"), before, NOW + 3_600_000);
        assertThat(accepted.events()).isEmpty();
        var binding = accepted.after().all().getFirst();
        assertThat(binding.expiresAt()).isEqualTo(NOW + 7_200_000);
        assertThat(binding.cseq()).isEqualTo(11);
        // The lease is used up to its end: one second more has to be stored.
        var next =
                accepted(
                        register("c1", 12, "Contact: <sip:a@h>"),
                        accepted.after(),
                        NOW + 3_601_000);
        assertThat(next.events()).hasSize(1);
        assertThat(next.after().all().getFirst().leaseUntil()).isEqualTo(NOW + 10_801_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Contact: <sip:a@h>;q=0.5",
                "Contact: <sip:a@h>;x=y",
                "Contact: <sip:a@h;x=y>",
                "Contact: <sip:a@h>\nSupported: path\nPath: <sip:p;lr>",
                "Contact: <sip:a@h>\nUser-Agent: New/2.0",
                "Contact: <sip:a@h>;expires=60"
            })
    void aRefreshThatChangesAnythingElseIsStored(String lines) {
        var before = bound("Contact: <sip:a@h>");
        var accepted = accepted(register("c1", 11, lines), before, NOW + 1);
        assertThat(accepted.events()).isNotEmpty();
        assertThat(replayed(before, accepted)).isEqualTo(accepted.after());
    }

    @Test
    void aRefreshOverAnotherFlowIsStored() {
        var contact = "Contact: <sip:a@10.0.0.1:5060>";
        var first = natted(contact, udpFrom("203.0.113.9", 1024), Bindings.NONE);
        var second = natted(contact, udpFrom("203.0.113.9", 2048), first.after());
        assertThat(second.events()).hasSize(1);
        assertThat(second.after().all().getFirst().flow()).contains(udpFrom("203.0.113.9", 2048));
    }

    private static Accepted natted(String contact, Flow flow, Bindings before) {
        var cseq = before.isEmpty() ? 1 : 2;
        var request = register("UDP 10.0.0.1:5060", "c1", cseq, contact);
        return (Accepted) RegisterRules.decide(request, flow, before, SETTINGS, NOW);
    }

    @Test
    void changingContactsDoNotMakeTheStoredStateGrow() {
        var stored = Bindings.NONE;
        var live = Bindings.NONE;
        for (int i = 1; i <= 1_000; i++) {
            var now = NOW + i * 3_600_000L;
            var request = register("c" + i, 1, "Contact: <sip:a@h:" + (1024 + i) + ">");
            var accepted = accepted(request, live, now);
            stored = replayed(stored, accepted);
            live = accepted.after();
        }
        assertThat(stored.size()).isLessThanOrEqualTo(2);
        assertThat(live.size()).isEqualTo(1);
    }

    @Test
    void anUnknownExtensionIsRefusedByName() {
        var lines = "Require: path, gruu, outbound, x\nContact: <sip:a@h>";
        var rejected = rejected(register("c1", 1, lines), Bindings.NONE, NOW);
        assertThat(rejected.status()).isEqualTo(420);
        assertThat(rejected.headers()).singleElement().hasToString("Unsupported: gruu, x");
    }

    @Test
    void aPathThatTheUserAgentDoesNotKnowIsRefused() {
        var lines = "Path: <sip:p;lr>\nContact: <sip:a@h>";
        var rejected = rejected(register("c1", 1, lines), Bindings.NONE, NOW);
        assertThat(rejected.status()).isEqualTo(420);
        assertThat(rejected.headers()).singleElement().hasToString("Unsupported: path");
    }

    private static final String OUTBOUND =
            "Contact: <sip:a@10.1.1.1:9>;+sip.instance=\"<urn:uuid:0>\";reg-id=%d\n"
                    + "Supported: path, outbound";

    @Test
    void outboundBindsAnInstanceOverItsFlow() {
        var accepted = accepted(register("c1", 1, OUTBOUND.formatted(1)), Bindings.NONE, NOW);
        var binding = accepted.after().all().getFirst();
        assertThat(binding.contact().regId()).isEqualTo(1);
        assertThat(binding.contact().instance()).isEqualTo("\"<urn:uuid:0>\"");
        assertThat(binding.flow()).contains(FLOW);
        assertThat(accepted.requiresOutbound()).isTrue();
        var second = accepted(register("c2", 1, OUTBOUND.formatted(2)), accepted.after(), NOW);
        assertThat(second.after().size()).isEqualTo(2);
        var moved = OUTBOUND.replace("10.1.1.1", "10.1.1.2").formatted(1);
        var third = accepted(register("c1", 2, moved), second.after(), NOW);
        assertThat(uris(third.after())).containsExactly("sip:a@10.1.1.2:9", "sip:a@10.1.1.1:9");
        assertThat(replayed(second.after(), third)).isEqualTo(third.after());
    }

    @Test
    void outboundNeedsAnEdgeThatKnowsIt() {
        var proxied = OUTBOUND.formatted(1) + "\nVia: SIP/2.0/UDP 10.1.1.1:9;branch=z9hG4bKua\n";
        assertThat(rejected(register("c1", 1, proxied), Bindings.NONE, NOW).status())
                .isEqualTo(439);
        var plainPath = proxied + "Path: <sip:p;lr>";
        assertThat(rejected(register("c1", 1, plainPath), Bindings.NONE, NOW).status())
                .isEqualTo(439);
        var edge = accepted(register("c1", 1, proxied + "Path: <sip:p;lr;ob>"), Bindings.NONE, NOW);
        assertThat(edge.after().all().getFirst().flow()).isEmpty();
        assertThat(edge.requiresOutbound()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Contact: <sip:a@h>;+sip.instance=\"<urn:uuid:0>\";reg-id=1",
                "Contact: <sip:a@h>;reg-id=1\nSupported: outbound"
            })
    void regIdWithoutOutboundOrInstanceIsIgnored(String lines) {
        var accepted = accepted(register("c1", 1, lines), Bindings.NONE, NOW);
        assertThat(accepted.after().all().getFirst().contact().regId()).isZero();
        assertThat(accepted.requiresOutbound()).isFalse();
    }

    @Test
    void oneFlowIsRegisteredAtATime() {
        var lines = OUTBOUND.formatted(1) + "\nContact: <sip:b@h>";
        assertThat(rejected(register("c1", 1, lines), Bindings.NONE, NOW).status()).isEqualTo(400);
        var ending = OUTBOUND.formatted(1) + "\nContact: <sip:b@h>;expires=0";
        assertThat(decide(register("c1", 1, ending), Bindings.NONE, NOW))
                .isInstanceOf(Accepted.class);
    }

    /// When calls go back along the flow of the REGISTER: transport, Via sent-by, Contact, source.
    @ParameterizedTest
    @CsvSource({
        "UDP, 192.0.2.4:5060,  sip:a@192.0.2.4:5060,          192.0.2.4,   5060, false",
        "UDP, 192.0.2.4,       sip:a@192.0.2.4:5060,          192.0.2.4,   5060, false",
        "UDP, 10.0.0.1:5060,   sip:a@10.0.0.1,                203.0.113.9, 1024, true",
        "UDP, 10.0.0.1:5062,   sip:a@10.0.0.1:5062,           203.0.113.9, 5062, true",
        "UDP, 192.0.2.4:5060,  sip:a@192.0.2.4:5060,          192.0.2.4,   1024, true",
        "UDP, 10.0.0.1:5060,   sip:a@192.0.2.77:5060,         203.0.113.9, 1024, false",
        "UDP, 10.0.0.1:5060,   sip:a@10.0.0.1:5070,           203.0.113.9, 1024, false",
        "UDP, [2001:db8::1],   sip:a@[2001:DB8::1],           2001:db8:0:0:0:0:0:1, 5060, false",
        "UDP, 10.0.0.1:5060,   mailto:a@10.0.0.1,             203.0.113.9, 1024, false",
        "TCP, 192.0.2.4:5060,  sip:a@192.0.2.4;transport=tcp, 192.0.2.4,   40000, true",
        "TCP, 192.0.2.4:5060,  sip:a@192.0.2.5;transport=tcp, 192.0.2.4,   40000, false",
        "WS,  df7jal23.invalid, sip:a@k9.invalid;transport=ws, 192.0.2.4,  40000, true",
        "TLS, 192.0.2.4:5061,  sips:a@192.0.2.4,              192.0.2.4,   40000, true"
    })
    void aBindingKeepsItsFlowWhereItCannotBeReachedOtherwise(
            Transport transport,
            String sentBy,
            String contact,
            String host,
            int port,
            boolean keeps) {
        var flow =
                new Flow(
                        transport,
                        0,
                        transport.isReliable() ? 7 : 0,
                        new java.net.InetSocketAddress(host, port));
        var via = transport + " " + sentBy;
        var request = register(via, "c1", 1, "Contact: <" + contact + ">");
        var accepted = (Accepted) RegisterRules.decide(request, flow, Bindings.NONE, SETTINGS, NOW);
        assertThat(accepted.after().all().getFirst().flow().isPresent()).isEqualTo(keeps);
    }

    @Test
    void aReconnectedClientIsReachedByItsNewConnection() {
        var request = register("TCP 192.0.2.4:5060", "c1", 1, "Contact: <sip:a@192.0.2.4>");
        var first =
                (Accepted)
                        RegisterRules.decide(
                                request,
                                connection(Transport.TCP, 1),
                                Bindings.NONE,
                                SETTINGS,
                                NOW);
        var again = register("TCP 192.0.2.4:5060", "c1", 2, "Contact: <sip:a@192.0.2.4>");
        var second =
                (Accepted)
                        RegisterRules.decide(
                                again, connection(Transport.TCP, 2), first.after(), SETTINGS, NOW);
        assertThat(second.events()).hasSize(1);
        assertThat(second.after().lookup(NOW).getFirst().flow())
                .contains(connection(Transport.TCP, 2));
    }

    @Test
    void theAnswerListsAllContactsWithTheTimeLeft() {
        var request =
                register(
                        "c1",
                        10,
                        """
                        Contact: <sip:a@h;unknownparam>;expires=100
                        Contact: sip:b@h;unknownparam;q=0.5
                        Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>
                        Supported: path
                        Path: <sip:p1;lr>
                        Path: <sip:p2;lr>""");
        var answer = answer(request, accepted(request, Bindings.NONE, NOW), NOW + 30_500);
        assertThat(answer.headers().values(HeaderName.CONTACT))
                .containsExactlyInAnyOrder(
                        "<sip:a@h;unknownparam>;expires=70",
                        "<sip:b@h>;unknownparam;q=0.5;expires=3570",
                        "<sip:user@example.com?Route=%3Csip:sip.example.com%3E>;expires=3570");
        assertThat(answer.headers().values(HeaderName.PATH))
                .containsExactly("<sip:p1;lr>", "<sip:p2;lr>");
        assertThat(answer.headers().value(HeaderName.DATE))
                .contains("Fri, 15 Jan 2027 08:00:30 GMT");
        assertThat(answer.to().tag()).contains("tag");
        assertThat(answer.headers().has(HeaderName.REQUIRE)).isFalse();
    }

    @Test
    void theAnswerRequiresOutboundWhereItWasApplied() {
        var request = register("c1", 1, OUTBOUND.formatted(1));
        var answer = answer(request, accepted(request, Bindings.NONE, NOW), NOW);
        assertThat(answer.headers().value(HeaderName.REQUIRE)).contains("outbound");
        assertThat(answer.headers().values(HeaderName.CONTACT))
                .containsExactly(
                        "<sip:a@10.1.1.1:9>;+sip.instance=\"<urn:uuid:0>\";reg-id=1;expires=3600");
    }
}
