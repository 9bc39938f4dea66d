package io.carillon.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.node.config.ClusterSettings.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What can be configured of a node among others, and the one line that says what cannot.
class ClusterReaderTest {
    private static final List<String> THREE =
            List.of(
                    "carillon.cluster.listen=127.0.1.2:7355",
                    "carillon.cluster.seeds=127.0.1.1:7355,127.0.1.2:7355,127.0.1.3:7355",
                    "carillon.secret=0123456789abcdef");

    @TempDir Path folder;

    private NodeConfig load(List<String> settings) throws InvalidConfig {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("carillon.data-dir", folder.resolve("data").toString());
        for (var setting : settings) {
            int equals = setting.indexOf('=');
            arguments.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return NodeConfig.load(Optional.empty(), arguments);
    }

    private static List<String> threeAnd(String... settings) {
        var all = new ArrayList<>(THREE);
        all.addAll(List.of(settings));
        return all;
    }

    @Test
    void aNodeWithoutSeedsIsAloneAndDoesEverything() throws Exception {
        var cluster = load(List.of()).cluster();
        assertThat(cluster.isAlone()).isTrue();
        assertThat(cluster.isEdge() && cluster.isCore()).isTrue();
        assertThat(cluster.edgeName()).isEmpty();
        assertThat(cluster.ports()).isEmpty();
    }

    @Test
    void aNodeAmongOthersIsNamedByItsClusterAddress() throws Exception {
        var config = load(THREE);
        assertThat(config.isAlone()).isFalse();
        assertThat(config.cluster().edgeName()).isEqualTo("127.0.1.2:7355");
        assertThat(config.cluster().expectedSeeds()).isEqualTo(3);
        assertThat(config.cluster().ports())
                .extracting(InetSocketAddress::getPort)
                .containsExactly(7355, 7455, 7555);
        var actors = config.actors();
        assertThat(actors.getInt("pekko.cluster.min-nr-of-members")).isEqualTo(2);
        assertThat(actors.getString("pekko.remote.artery.canonical.hostname"))
                .isEqualTo("127.0.1.2");
        assertThat(actors.getString("pekko.remote.artery.transport")).isEqualTo("tcp");
        assertThat(actors.getStringList("pekko.cluster.roles")).containsExactly("core", "edge");
    }

    @Test
    void aCoreListensNowhereForSip() throws Exception {
        var config = load(threeAnd("carillon.roles=core"));
        assertThat(config.cluster().roles()).containsExactly(Role.CORE);
        assertThat(config.edge().addresses()).isEmpty();
        assertThat(config.actors().getStringList("pekko.cluster.roles")).containsExactly("core");
    }

    @Test
    void anotherMachineNeedsCertificatesOrTheOperatorsWord() throws Exception {
        var open = threeAnd("carillon.cluster.seeds=192.0.2.1:7355");
        assertThatThrownBy(() -> load(open))
                .hasMessage(
                        "carillon.cluster.tls.certificate = \"\": must be set, with .key and .ca,"
                                + " because 192.0.2.1:7355 can be reached by others; where the"
                                + " network is closed, set"
                                + " carillon.cluster.i-know-that-the-network-is-closed = true");
        open.add("carillon.cluster.i-know-that-the-network-is-closed=true");
        assertThat(load(open).cluster().tls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "carillon.cluster.listen=127.0.1.2:0 | needs a port from 1 to 65335",
                "carillon.cluster.listen=127.0.1.2:65500 | needs a port from 1 to 65335",
                "carillon.cluster.listen=0.0.0.0:7355 | must be the one address that other nodes",
                "carillon.cluster.seeds=127.0.1.1 | '127.0.1.1' is not host:port of a node",
                "carillon.cluster.seeds=127.0.1.1:1,127.0.1.1:1 | 127.0.1.1:1 stands there twice",
                "carillon.cluster.seeds=localhost:7355 | carillon.cluster.expected-seeds = 0: must",
                "carillon.roles=core,router | must be edge, core or both",
                "carillon.roles= | must be edge, core or both",
                "carillon.secret= | must be set, the same on every node",
                "carillon.cluster.tls.key=/no/key | must be set together",
            })
    void whatCannotBeIsOneLine(String setting, String line) {
        assertThatThrownBy(() -> load(threeAnd(setting)))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining(line.strip());
    }

    @Test
    void certificatesThatAreNoneAreNamed() {
        assertThatThrownBy(
                        () ->
                                load(
                                        threeAnd(
                                                "carillon.cluster.tls.certificate=/no/crt",
                                                "carillon.cluster.tls.key=/no/key",
                                                "carillon.cluster.tls.ca=/no/ca")))
                .hasMessageContaining("/no/crt cannot be read");
    }

    @Test
    void aNodeThatIsAloneIsBothAndOnLoopback() {
        assertThatThrownBy(() -> load(List.of("carillon.roles=edge")))
                .hasMessageContaining("must be edge and core");
        assertThatThrownBy(() -> load(List.of("carillon.cluster.listen=192.0.2.1:7355")))
                .hasMessageContaining("must be a loopback address");
    }
}
