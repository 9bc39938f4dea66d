package io.carillon.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

/// Names and the addresses that follow from them.
class MemberNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"core-1", "edge-254", "cassandra-3"})
    void aNameIsReadAsItIsWritten(String text) {
        assertThat(MemberName.parse(text)).map(MemberName::toString).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "core", "core-", "core-0", "core-01", "core-255", "Core-1", "../x-1"})
    void anythingElseIsNoName(String text) {
        assertThat(MemberName.parse(text)).isEmpty();
    }

    @Test
    void everyKindHasASubnet() {
        var network = new Network("127.12");
        assertThat(network.host(MemberName.core(3))).isEqualTo("127.12.1.3");
        assertThat(network.host(MemberName.edge(3))).isEqualTo("127.12.2.3");
        assertThat(network.host(MemberName.cassandra(3))).isEqualTo("127.12.3.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127", "127.256", "127.00", "10.0", "127.0.1", "localhost"})
    void aNetworkIsAPartOfLoopback(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }

    @Test
    void aPlanNamesItsMembers() {
        assertThat(ClusterPlan.of(Path.of("/opt"), 2, 1, 1).members())
                .extracting(MemberName::toString)
                .containsExactly("core-1", "core-2", "edge-1", "cassandra-1");
    }
}
