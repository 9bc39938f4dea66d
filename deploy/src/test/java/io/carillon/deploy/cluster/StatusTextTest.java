package io.carillon.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// The list of processes, for people and for programs.
class StatusTextTest {
    private static final ClusterFolder FOLDER = new ClusterFolder(Path.of("/tmp/a \"b\""));

    private static List<MemberStatus> statuses() {
        var plan = ClusterPlan.of(Path.of("/opt"), 1, 1, 1);
        return List.of(
                new MemberStatus(
                        FOLDER.member(MemberName.core(1), plan),
                        MemberStatus.State.READY,
                        OptionalLong.of(4711)),
                new MemberStatus(
                        FOLDER.member(MemberName.edge(1), plan),
                        MemberStatus.State.GONE,
                        OptionalLong.empty()),
                new MemberStatus(
                        FOLDER.member(MemberName.cassandra(1), plan),
                        MemberStatus.State.PAUSED,
                        OptionalLong.of(12)));
    }

    @Test
    void programsReadAListOfObjects() throws Exception {
        var list = new ObjectMapper().readTree(StatusText.json(statuses()));
        assertThat(list)
                .extracting(each -> each.path("name").asText())
                .containsExactly("core-1", "edge-1", "cassandra-1");
        assertThat(list)
                .extracting(each -> each.path("state").asText())
                .containsExactly("ready", "gone", "paused");
        assertThat(list)
                .extracting(each -> each.path("roles").path(0).asText())
                .containsExactly("core", "edge", "cassandra");
        assertThat(list.path(0).path("pid").asLong()).isEqualTo(4711);
        assertThat(list.path(1).path("pid").isNull()).isTrue();
        assertThat(list.path(0).path("sip")).isEmpty();
        assertThat(list.path(1).path("sip").path("udp").asText()).isEqualTo("127.0.2.1:5060");
        assertThat(list.path(1).path("sip").path("tcp").asText()).isEqualTo("127.0.2.1:5060");
        assertThat(list.path(0).path("http").asText()).isEqualTo("127.0.1.1:8080");
        assertThat(list.path(2).path("http").isNull()).isTrue();
        assertThat(list.path(0).path("log").asText()).isEqualTo("/tmp/a \"b\"/core-1/log");
    }

    @Test
    void peopleReadColumns() {
        assertThat(StatusText.table(statuses()))
                .isEqualTo(
                        """
                        NAME         STATE   PID   ROLES      SIP (UDP, TCP)  HTTP
                        core-1       ready   4711  core       -               http://127.0.1.1:8080
                        edge-1       gone    -     edge       127.0.2.1:5060  http://127.0.2.1:8080
                        cassandra-1  paused  12    cassandra  -               -
                        """);
    }
}
