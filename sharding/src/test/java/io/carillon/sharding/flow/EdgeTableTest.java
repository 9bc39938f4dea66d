package io.carillon.sharding.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.List;

/// Which edges are known as members come and go.
final class EdgeTableTest {
    private final EdgeTable table = new EdgeTable("a:7355", List.of(listener("192.0.2.1")));

    private static Listener listener(String address) {
        return new Listener(Transport.UDP, 0, new InetSocketAddress(address, 5060), address, 5060);
    }

    private static EdgeDescription said(String edge, String address) {
        return new EdgeDescription(edge, List.of(listener(address)));
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
