package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/// Command lines that end by themselves: exit status, and what is printed where.
class MainTest {
    @TempDir Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "node --help",
                "dev --help",
                "account --help",
                "account add --help",
                "account remove --help",
                "account list --help",
                "account password --help",
                "registrations --help",
                "calls --help",
                "version --help"
            })
    void everythingHasHelp(String command) {
        assertThat(run(command.split(" "))).isZero();
        assertThat(out.toString()).contains("Usage: ./carillon");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aRehearsalEndsByItself() {
        assertThat(run("rehearse", "--seconds", "1")).isZero();
        assertThat(out.toString()).matches("rehearsed [1-9][0-9]* registrations and calls\\R");
    }

    @Test
    void theVersionIsOneLine() {
        assertThat(run("version")).isZero();
        assertThat(out.toString()).startsWith("carillon ").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nod", "node --frob", "account", "account add", "node extra"})
    void wrongUsageIsOneLineAndStatusTwo(String command) {
        assertThat(run(command.isEmpty() ? new String[0] : command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("carillon: ").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void wrongSettingsAreOneLineAndStatusTwo() {
        assertThat(run("node", "-Dcarillon.data-dir=" + folder, "-Dcarillon.auth=maybe"))
                .isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo(
                        "carillon: carillon.auth = maybe: must be digest or none"
                                + System.lineSeparator());
    }

    @Test
    void aMissingFileIsOneLineAndStatusTwo() {
        assertThat(run("node", "--config", folder.resolve("none.conf").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--config = ").hasLineCount(1);
    }

    @Test
    void aTakenPortIsOneLineAndStatusTwo() throws Exception {
        try (var taken =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.ofLiteral("127.0.0.1"))) {
            var address = "127.0.0.1:" + taken.getLocalPort();
            assertThat(
                            run(
                                    "node",
                                    "-Dcarillon.data-dir=" + folder,
                                    "-Dcarillon.listen.udp=127.0.0.1:0",
                                    "-Dcarillon.listen.tcp=" + address))
                    .isEqualTo(2);
            assertThat(err.toString())
                    .contains("carillon.listen.tcp")
                    .contains(address)
                    .contains("the port is taken")
                    .hasLineCount(1);
        }
    }

    @Test
    void aNodeThatIsNotThereIsOneLineThatSaysWhatToDo() {
        assertThat(run("calls", "--http", "http://127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString()).contains("no node answers at http://127.0.0.1:1: start one");
        assertThat(err.toString()).hasLineCount(1);
    }

    @Test
    void demoAccountsAreMadeOnceAndTheOwnersAlone() throws Exception {
        var first = DemoAccounts.keptIn(folder);
        var second = DemoAccounts.keptIn(folder);
        assertThat(first.isNew()).isTrue();
        assertThat(second.isNew()).isFalse();
        assertThat(second.accounts()).isEqualTo(first.accounts()).hasSize(2);
        assertThat(java.nio.file.Files.getPosixFilePermissions(first.file()))
                .containsExactlyInAnyOrder(
                        java.nio.file.attribute.PosixFilePermission.OWNER_READ,
                        java.nio.file.attribute.PosixFilePermission.OWNER_WRITE);
    }
}
