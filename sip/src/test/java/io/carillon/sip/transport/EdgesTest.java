package io.carillon.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which addresses are ours, and which way a message leaves.
final class EdgesTest {
    private static final Destination OVER_UDP =
            new Destination(Transport.UDP, new InetSocketAddress("192.0.2.50", 5060));
    private static final Destination OVER_TCP =
            new Destination(Transport.TCP, new InetSocketAddress("192.0.2.50", 5060));
    private static final Destination OVER_SIX =
            new Destination(Transport.UDP, new InetSocketAddress("2001:db8::50", 5060));

    private static Listener listener(Transport transport, String address) {
        return new Listener(transport, 0, new InetSocketAddress(address, 5060), address, 5060);
    }

    private static Edges seenBy(String own) {
        return seenBy(own, Set.of());
    }

    private static Edges seenBy(String own, Set<String> leaving) {
        var live =
                Map.of(
                        "a:7355",
                        List.of(listener(Transport.UDP, "192.0.2.1")),
                        "b:7355",
                        List.of(
                                listener(Transport.UDP, "192.0.2.2"),
                                listener(Transport.TCP, "192.0.2.2")),
                        "c:7355",
                        List.of(listener(Transport.TCP, "192.0.2.3")));
        return Edges.of(own, live, leaving, List.of(listener(Transport.UDP, "192.0.2.9")));
    }

    private static String chosen(Edges edges, Destination destination, String cameBy) {
        return edges.to(destination, cameBy).map(Edges.Way::edge).orElse("none");
    }

    @Test
    void theEdgeThatItCameBySendsWhateverItCan() {
        assertThat(chosen(seenBy("a:7355"), OVER_UDP, "b:7355")).isEqualTo("b:7355");
        assertThat(chosen(seenBy("core:7355"), OVER_UDP, "b:7355")).isEqualTo("b:7355");
    }

    @Test
    void whatTheEdgeThatItCameByCannotSendLeavesByTheOwn() {
        assertThat(chosen(seenBy("a:7355"), OVER_UDP, "c:7355")).isEqualTo("a:7355");
    }

    @Test
    void anyEdgeThatFitsIsTheLastResort() {
        assertThat(chosen(seenBy("a:7355"), OVER_TCP, "gone:7355")).isEqualTo("b:7355");
        assertThat(chosen(seenBy("a:7355"), OVER_SIX, "b:7355")).isEqualTo("none");
    }

    @Test
    void anEdgeThatLeavesIsPassedOverWhereAnotherFits() {
        assertThat(chosen(seenBy("a:7355", Set.of("b:7355")), OVER_UDP, "b:7355"))
                .isEqualTo("a:7355");
        assertThat(chosen(seenBy("core:7355", Set.of("b:7355")), OVER_UDP, "b:7355"))
                .isEqualTo("a:7355");
        assertThat(chosen(seenBy("b:7355", Set.of("b:7355")), OVER_TCP, "gone:7355"))
                .isEqualTo("c:7355");
    }

    @Test
    void whereAllThatFitLeaveTheyAreTakenInTheSameOrder() {
        var leaving = Set.of("a:7355", "b:7355");
        assertThat(chosen(seenBy("a:7355", leaving), OVER_UDP, "b:7355")).isEqualTo("b:7355");
        assertThat(chosen(seenBy("a:7355", leaving), OVER_UDP, "c:7355")).isEqualTo("a:7355");
        assertThat(chosen(seenBy("core:7355", leaving), OVER_SIX, "b:7355")).isEqualTo("none");
    }

    @Test
    void theFlowOfAnEdgeThatLeavesHasItsListener() {
        var remote = new InetSocketAddress("192.0.2.50", 5060);
        var edges = seenBy("a:7355", Set.of("b:7355"));
        assertThat(edges.isLive("b:7355")).isTrue();
        assertThat(edges.listenerOf(new Flow("b:7355", Transport.UDP, 0, 0, remote))).isPresent();
    }

    @Test
    void addressesOfAllEdgesAreOursAlsoThoseThatHaveLeft() {
        var edges = seenBy("core:7355");
        assertThat(edges.isOurs("192.0.2.3", 5060)).isTrue();
        assertThat(edges.isOurs("192.0.2.9", -1)).isTrue();
        assertThat(edges.isOurs("192.0.2.8", 5060)).isFalse();
    }

    @Test
    void theFlowOfAnEdgeThatHasLeftHasNoListener() {
        var remote = new InetSocketAddress("192.0.2.50", 5060);
        var edges = seenBy("a:7355");
        assertThat(edges.listenerOf(new Flow("b:7355", Transport.UDP, 0, 0, remote)))
                .contains(listener(Transport.UDP, "192.0.2.2"));
        assertThat(edges.listenerOf(new Flow("gone:7355", Transport.UDP, 0, 0, remote))).isEmpty();
    }
}
