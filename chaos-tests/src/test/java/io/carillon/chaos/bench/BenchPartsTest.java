package io.carillon.chaos.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/// What the benchmark reads of others.
class BenchPartsTest {
    @Test
    void whatNodesHaveToldEachOtherIsReadFromTheirMetrics() {
        var text =
                """
                # HELP link_messages_total Messages sent to other nodes by this node's own links.
                # TYPE link_messages_total counter
                link_messages_total 12
                link_bytes_total 3400
                sip_connections 5
                """;

        assertThat(ClusterSubject.links(text)).isEqualTo(new LinkCount(12, 3400));
        assertThat(ClusterSubject.links("sip_connections 5\n")).isEqualTo(LinkCount.NONE);
    }

    @Test
    void samplesAreCountedByTheFramesOfTheirStacks(@TempDir Path folder) throws Exception {
        var file = folder.resolve("x.collapsed");
        Files.writeString(
                file,
                """
                [node-1 tid=7];io/carillon/node/link/Links.received;io/carillon/sharding/wire/WireSerializer.fromBinary;com/google/protobuf/X.y 3
                [node-1 tid=7];io/carillon/sip/codec/MessageParser.parse 5
                [GC Thread#0 tid=8];copy a b 2
                [C2 CompilerThread0 tid=9];Compile 10
                """);

        var stacks = Stacks.read(file);

        assertThat(stacks).isEqualTo(new Stacks(20, 3, 2, 10));
        assertThat(stacks.line()).startsWith("30.0 % serialization, 20.0 % collections (of 10 ");
    }
}
