package io.carillon.sharding.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.flow.EdgeDescription.Standing;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// Which edges are known as members come and go.
final class EdgeTableTest {
    private final EdgeTable table = new EdgeTable("a:7355", List.of(listener("192.0.2.1")));

    private static Listener listener(String address) {
        return new Listener(Transport.UDP, 0, new InetSocketAddress(address, 5060), address, 5060);
    }

    private static EdgeDescription said(String edge, String address) {
        return new EdgeDescription(edge, List.of(listener(address)));
    }

    private static EdgeDescription said(String edge, String address, Standing standing) {
        return new EdgeDescription(edge, List.of(listener(address)), standing);
    }

    private static Optional<String> chosen(EdgeTable table, String cameBy) {
        var phone = new Destination(Transport.UDP, new InetSocketAddress("192.0.2.50", 5060));
        return table.edges().to(phone, cameBy).map(Edges.Way::edge);
    }

    @Test
    void anEdgeIsLiveOnceItHasSaidWhatItHas() {
        table.came("b:7355");
        assertThat(table.silent()).containsExactly("b:7355");
        assertThat(table.edges().isLive("b:7355")).isFalse();

        assertThat(table.described(said("b:7355", "192.0.2.2"))).isTrue();
        assertThat(table.silent()).isEmpty();
        assertThat(table.edges().isLive("b:7355")).isTrue();
        assertThat(table.edges().isOurs("192.0.2.2", 5060)).isTrue();
    }

    @Test
    void aRepeatedAnswerIsNoNews() {
        table.came("b:7355");
        table.described(said("b:7355", "192.0.2.2"));
        assertThat(table.described(said("b:7355", "192.0.2.2"))).isFalse();
    }

    @Test
    void theAddressesOfAnEdgeThatLeftStayOurs() {
        table.came("b:7355");
        table.described(said("b:7355", "192.0.2.2"));
        assertThat(table.left("b:7355")).isTrue();
        assertThat(table.edges().isLive("b:7355")).isFalse();
        assertThat(table.edges().isOurs("192.0.2.2", 5060)).isTrue();
    }

    @Test
    void anAnswerThatComesAfterTheEdgeLeftIsNotBelieved() {
        table.came("b:7355");
        table.left("b:7355");
        assertThat(table.described(said("b:7355", "192.0.2.2"))).isFalse();
        assertThat(table.edges().isLive("b:7355")).isFalse();
    }

    @Test
    void anEdgeThatComesBackWithOtherSocketsHasThose() {
        table.came("b:7355");
        table.described(said("b:7355", "192.0.2.2"));
        table.left("b:7355");
        table.came("b:7355");
        table.described(said("b:7355", "192.0.2.3"));
        assertThat(table.edges().isOurs("192.0.2.2", 5060)).isFalse();
        assertThat(table.edges().isOurs("192.0.2.3", 5060)).isTrue();
    }

    @Test
    void anEdgeThatLeavesIsLiveAndNotChosen() {
        table.came("b:7355");
        table.described(said("b:7355", "192.0.2.2"));
        assertThat(chosen(table, "b:7355")).contains("b:7355");

        assertThat(table.described(said("b:7355", "192.0.2.2", Standing.LEAVES))).isTrue();
        assertThat(table.edges().isLive("b:7355")).isTrue();
        assertThat(table.others()).containsExactly("b:7355");
        assertThat(chosen(table, "b:7355")).contains("a:7355");

        assertThat(table.described(said("b:7355", "192.0.2.2", Standing.LEAVES))).isFalse();
        assertThat(table.described(said("b:7355", "192.0.2.2"))).isFalse();
        assertThat(table.edges().isLeaving("b:7355")).isTrue();
    }

    @Test
    void anEdgeThatSaysThatItIsGoneDoesNotComeBackBeforeTheClusterHasRemovedIt() {
        table.came("b:7355");
        table.described(said("b:7355", "192.0.2.2"));
        assertThat(table.described(said("b:7355", "192.0.2.2", Standing.GONE))).isTrue();
        assertThat(table.edges().isLive("b:7355")).isFalse();
        assertThat(table.edges().isOurs("192.0.2.2", 5060)).isTrue();
        // What came by it in its last moment begins nothing.
        assertThat(table.edges().isLeaving("b:7355")).isTrue();
        assertThat(table.described(said("b:7355", "192.0.2.2", Standing.GONE))).isFalse();

        table.came("b:7355"); // leaving, or exiting
        assertThat(table.silent()).isEmpty();
        assertThat(table.left("b:7355")).isFalse();

        table.came("b:7355"); // started again
        assertThat(table.silent()).containsExactly("b:7355");
        assertThat(table.described(said("b:7355", "192.0.2.2"))).isTrue();
        assertThat(table.edges().isLive("b:7355")).isTrue();
        assertThat(table.edges().isLeaving("b:7355")).isFalse();
    }

    @Test
    void whoAsksAnEdgeThatIsGoneKnowsNoMoreThanItsAddresses() {
        table.came("b:7355");
        assertThat(table.described(said("b:7355", "192.0.2.2", Standing.GONE))).isTrue();
        assertThat(table.edges().isLive("b:7355")).isFalse();
        assertThat(table.edges().isOurs("192.0.2.2", 5060)).isTrue();
        table.came("b:7355");
        assertThat(table.silent()).isEmpty();
    }

    @Test
    void theOwnSocketsAreThereUntilTheEnd() {
        table.described(said("a:7355", "192.0.2.1", Standing.LEAVES));
        table.described(said("a:7355", "192.0.2.1", Standing.GONE));
        assertThat(table.edges().isLive("a:7355")).isTrue();
        assertThat(chosen(table, "a:7355")).contains("a:7355");

        table.came("b:7355");
        table.described(said("b:7355", "192.0.2.2"));
        assertThat(chosen(table, "a:7355")).contains("b:7355");
    }

    @Test
    void theOldestOfManyThatLeftIsForgotten() {
        for (int i = 0; i <= EdgeTable.MOST_DEPARTED; i++) {
            table.came("e" + i + ":7355");
            table.described(said("e" + i + ":7355", "10.0.0." + i));
            table.left("e" + i + ":7355");
        }
        assertThat(table.edges().isOurs("10.0.0.0", 5060)).isFalse();
        assertThat(table.edges().isOurs("10.0.0.1", 5060)).isTrue();
    }

    @Test
    void aNodeThatIsNoEdgeHasNoSocketsToSendBy() {
        var core = new EdgeTable("core:7355", List.of());
        core.came("b:7355");
        core.described(said("b:7355", "192.0.2.2"));
        assertThat(core.edges().isLive("core:7355")).isFalse();
        assertThat(core.others()).containsExactly("b:7355");
    }
}
