package io.carillon.deploy.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

@ExtendWith(RealCassandra.class)
class CassandraNodeTest {
    @Test
    void whoKnowsTheFolderFindsTheNode(RealCassandra.Database database) throws IOException {
        var node = database.node();
        var found = CassandraNode.running(node.folder());
        assertThat(found.map(CassandraNode::pid)).contains(node.pid());
        assertThat(node.folder().resolve("pid"))
                .content()
                .isEqualToIgnoringNewLines(Long.toString(node.pid()));
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(database.address(), CassandraNode.PORT), 1_000);
        }
    }

    /// Its idle workers cost half of it otherwise.
    @Test
    void itsTimersMayBeLate(RealCassandra.Database database) throws IOException {
        var slack = Path.of("/proc/" + database.node().pid() + "/timerslack_ns");
        assertThat(slack).exists();
        try {
            assertThat(Files.readString(slack)).isEqualToIgnoringNewLines("500000");
        } catch (IOException denied) {
            abort("CAP_SYS_NICE is needed to read what another process has set: " + denied);
        }
    }

    @Test
    void aFolderOfAnotherProcessOrOfNoneHasNoNode(@TempDir Path folder) throws IOException {
        assertThat(CassandraNode.running(folder)).isEmpty();
        Files.writeString(folder.resolve("pid"), ProcessHandle.current().pid() + "\n");
        assertThat(CassandraNode.running(folder)).isEmpty();
        Files.writeString(folder.resolve("pid"), "what?");
        assertThat(CassandraNode.running(folder)).isEmpty();
    }

    @Test
    void aSecondNodeInTheSameFolderOrOnTheSameAddressIsRefusedInOneLine(
            RealCassandra.Database database, @TempDir Path other) throws IOException {
        var libraries =
                CassandraLibraries.of(Path.of(System.getProperty("carillon.root")), _ -> {});
        var folder = database.node().folder();
        assertThatThrownBy(
                        () ->
                                CassandraNode.start(
                                        CassandraSettings.alone(folder, "127.0.0.99"), libraries))
                .isInstanceOf(IOException.class)
                .hasMessage("a Cassandra already runs in " + folder);
        assertThatThrownBy(
                        () ->
                                CassandraNode.start(
                                        CassandraSettings.alone(other, database.address()),
                                        libraries))
                .isInstanceOf(IOException.class)
                .hasMessage("something else listens on " + database.address() + ":9042");
    }

    @Test
    void nodesShareTheRingEvenly() {
        var addresses = List.of("127.0.3.1", "127.0.3.2", "127.0.3.3", "127.0.3.4");
        var cluster = CassandraCluster.in(Path.of("x"), addresses);
        assertThat(cluster.settings())
                .extracting(CassandraSettings::token)
                .containsExactly(Long.MIN_VALUE, Long.MIN_VALUE / 2, 0L, -(Long.MIN_VALUE / 2));
        assertThat(cluster.settings())
                .extracting(each -> each.folder().getFileName().toString())
                .containsExactly("cassandra-1", "cassandra-2", "cassandra-3", "cassandra-4");
    }
}
