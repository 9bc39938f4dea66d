package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// Command lines that start nothing: exit status, and what is printed where.
class MainTest {
    @TempDir Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String commandLine) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(commandLine.replace("DIR", folder.toString()).split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster --help",
                "cluster up --help",
                "cluster status --help",
                "cluster kill --help",
                "cluster stop --help",
                "cluster start --help",
                "cluster pause --help",
                "cluster resume --help",
                "cluster logs --help",
                "cluster down --help"
            })
    void everythingHasHelp(String command) {
        assertThat(run(command)).isZero();
        assertThat(out.toString()).contains("Usage: ./carillon cluster");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster",
                "cluster upp",
                "cluster kill",
                "cluster kill core",
                "cluster kill core-0",
                "cluster start balancer-1",
                "cluster up core-1",
                "cluster status --frob"
            })
    void wrongUsageIsOneLineAndStatusTwo(String command) {
        assertThat(run(command)).isEqualTo(2);
        assertThat(err.toString()).startsWith("carillon: ").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --balancers 1               | --balancers = 1: this release has no balancer
                    --net 127.300               | --net = 127.300: must be 127.0 to 127.255
                    --net 10.0                  | --net = 10.0: must be 127.0 to 127.255
                    --nodes 0                   | --nodes = 0: must be 1 to 254
                    --edges -1                  | --edges = -1: must be 0 to 254
                    --cassandra 10              | --cassandra = 10: must be 0 to 9
                    --nodes 2 --cassandra 0     | a single node with the core role can keep its own journal
                    -Dauth=none                 | -Dauth: keys begin with carillon.
                    -Dcarillon.data-dir=x       | every node of a local cluster is given its own
                    -Dcarillon.listen.udp.0=x   | every node of a local cluster is given its own
                    """)
    void aClusterThatCannotBeIsOneLineAndStatusTwo(String options, String complaint) {
        var root = System.getProperty("carillon.root");
        assertThat(root).as("set by the build").isNotNull();
        assertThat(run("cluster up --dir DIR " + options)).isEqualTo(2);
        assertThat(err.toString()).contains(complaint).hasLineCount(1);
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "kill core-1", "start core-1", "logs core-1", "down"})
    void aFolderWithoutAClusterIsOneLineAndStatusTwo(String command) {
        assertThat(run("cluster " + command + " --dir DIR/none")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no cluster in").hasLineCount(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderThatCannotBeReadIsAFailure() throws Exception {
        Files.writeString(folder.resolve("cluster.properties"), "nodes = many\n");
        assertThat(run("cluster status --dir DIR")).isEqualTo(1);
        assertThat(err.toString()).contains("cannot read").hasLineCount(1);
    }
}
