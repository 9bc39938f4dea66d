package io.carillon.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;

/// What the folder of a cluster remembers.
class ClusterFolderTest {
    @TempDir Path path;

    @Test
    void thePlanAndAllMembersAreRemembered() throws Exception {
        var folder = new ClusterFolder(path.resolve("new"));
        assertThat(folder.read()).isEmpty();
        var plan =
                ClusterPlan.of(path, 3, 2, 1)
                        .on(new Network("127.44"))
                        .with("carillon.domains.0", "example.com")
                        .with("carillon.routes", "[{ prefix = \"00\", next-hop = \"sip:ü:1\" }]")
                        .withJavaOptions("-Xmx1g -Da=b");
        var members = new ArrayList<>(plan.members());
        members.add(MemberName.core(10));
        members.add(MemberName.core(4));
        folder.write(plan, members);

        var contents = folder.read().orElseThrow();
        assertThat(contents.plan()).isEqualTo(plan);
        assertThat(contents.members())
                .extracting(MemberName::toString)
                .containsExactly(
                        "core-1",
                        "core-2",
                        "core-3",
                        "core-4",
                        "core-10",
                        "edge-1",
                        "edge-2",
                        "cassandra-1");
    }

    @Test
    void theSecretIsMadeOnceAndTheOwnersAlone() throws Exception {
        var folder = new ClusterFolder(path);
        folder.makeSecret();
        var file = path.resolve("secret.conf");
        var secret = Files.readString(file);
        assertThat(secret).matches("carillon\\.secret = \"[\\w-]{43}\"\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        folder.makeSecret();
        assertThat(file).hasContent(secret);
    }
}
