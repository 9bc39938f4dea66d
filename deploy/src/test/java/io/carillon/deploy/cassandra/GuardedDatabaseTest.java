package io.carillon.deploy.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.persistence.JournalUnavailableException;
import io.carillon.persistence.cassandra.Sessions;
import io.carillon.sip.transport.Certificates;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A real Cassandra that asks for a password, speaks TLS alone and wants to see certificates.
@ExtendWith(RealCassandra.class)
@Timeout(60)
class GuardedDatabaseTest {
    @TempDir static Path folder;
    private static Certificates theirs;
    private static Certificates foreign;
    private static String address;
    private static Process cassandra;

    @BeforeAll
    @Timeout(120)
    static void start() throws Exception {
        long pid = ProcessHandle.current().pid();
        address = "127.78.%d.%d".formatted(pid >> 8 & 0xff, pid & 0xff);
        theirs = Certificates.make(folder, "theirs", address);
        foreign = Certificates.make(folder, "foreign", address);
        var settings = CassandraSettings.alone(folder.resolve("cassandra"), address);
        var root = Path.of(System.getProperty("carillon.root"));
        var command =
                CassandraNode.command(settings, CassandraLibraries.of(root, System.err::println));
        guard(settings);
        cassandra =
                new ProcessBuilder(command)
                        .directory(settings.folder().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(settings.folder().resolve("out.log").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(cassandra::destroyForcibly));
        awaitRole();
    }

    private static void guard(CassandraSettings settings) throws IOException {
        var yaml = settings.folder().resolve("conf/cassandra.yaml");
        var open = Files.readString(yaml);
        assertThat(open).contains("authenticator: AllowAllAuthenticator");
        Files.writeString(
                yaml,
                open.replace("AllowAllAuthenticator", "PasswordAuthenticator")
                        + """

                        client_encryption_options:
                          enabled: true
                          optional: false
                          store_type: PKCS12
                          keystore: %s
                          keystore_password: %s
                          require_client_auth: true
                          truststore: %s
                          truststore_password: %2$s
                        """
                                .formatted(
                                        theirs.keyStore(),
                                        Certificates.PASSWORD,
                                        theirs.trustStore()));
        // The role cassandra, with that password, is there at once and not after ten seconds.
        var options = CassandraFiles.arguments(settings.folder());
        Files.writeString(
                options, "-Dcassandra.superuser_setup_delay_ms=0\n" + Files.readString(options));
    }

    /// The role may come a moment after the port.
    private static void awaitRole() throws InterruptedException {
        var database = Journals.database(address, "guarded", settings());
        for (int i = 0; i < 100; i++) {
            try {
                Sessions.open(database.settings(), database.all()).close();
                return;
            } catch (JournalUnavailableException noSuchRole) {
                Thread.sleep(200);
            }
        }
        throw new AssertionError("there is no role cassandra");
    }

    @AfterAll
    static void stop() throws Exception {
        cassandra.destroyForcibly();
        assertThat(cassandra.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private static Map<String, String> settings() {
        return new HashMap<>(
                Map.of(
                        "carillon.cassandra.username",
                        "cassandra",
                        "carillon.cassandra.password",
                        "cassandra",
                        "carillon.cassandra.tls.enabled",
                        "true",
                        "carillon.cassandra.tls.ca",
                        theirs.authority().toString(),
                        "carillon.cassandra.tls.certificate",
                        theirs.certificate().toString(),
                        "carillon.cassandra.tls.key",
                        theirs.key().toString()));
    }

    @Test
    void whoHasThePasswordAndACertificateMayMakeTheSchema() {
        var database = Journals.database(address, "guarded", settings());
        Journals.createSchema(database);
        try (var session = Sessions.open(database.settings(), database.all())) {
            assertThat(session.execute("SELECT keyspace_name FROM system_schema.keyspaces"))
                    .extracting(row -> row.getString(0))
                    .contains("guarded");
        }
    }

    @Test
    void aWrongPasswordEndsTheStart() {
        var settings = settings();
        settings.put("carillon.cassandra.password", "guessed");
        assertRefused(settings, "password");
    }

    @Test
    void aDatabaseOfAnotherAuthorityIsNotBelieved() {
        var settings = settings();
        settings.put("carillon.cassandra.tls.ca", foreign.authority().toString());
        assertRefused(settings, "certification path");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotBelievedByTheDatabase() {
        var settings = settings();
        settings.put("carillon.cassandra.tls.certificate", foreign.certificate().toString());
        settings.put("carillon.cassandra.tls.key", foreign.key().toString());
        assertRefused(settings, "certificate");
    }

    /// It hangs up on us without a word, as one does that is being stopped.
    @Test
    void whoSpeaksInTheClearWaits() throws Exception {
        var settings = settings();
        settings.keySet().removeIf(key -> key.contains(".tls."));
        assertWaits(address, settings);
    }

    @Test
    void aDatabaseThatIsStoppedInTheMiddleOfAHandshakeIsWaitedFor() throws Exception {
        try (var door = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
            var hangsUp = Thread.ofPlatform().daemon().start(() -> hangUp(door));
            assertWaits("127.0.0.1:" + door.getLocalPort(), settings());
            assertThat(hangsUp.isAlive()).isTrue();
        }
    }

    /// Once each has begun to speak.
    private static void hangUp(ServerSocket door) {
        while (!door.isClosed()) {
            try (var client = door.accept()) {
                client.getInputStream().read();
            } catch (IOException _) {
                // the next, or none
            }
        }
    }

    private static void assertWaits(String where, Map<String, String> settings) throws Exception {
        var database = Journals.database(where, "guarded", settings);
        var opening = new FutureTask<>(() -> Sessions.open(database.settings(), database.all()));
        var thread = Thread.ofPlatform().start(opening);
        assertThatThrownBy(() -> opening.get(4, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
        thread.interrupt();
        assertThatThrownBy(() -> opening.get(10, TimeUnit.SECONDS))
                .hasMessageContaining("interrupted while waiting");
    }

    private static void assertRefused(Map<String, String> settings, String saying) {
        var database = Journals.database(address, "guarded", settings);
        assertThatThrownBy(() -> Sessions.open(database.settings(), database.all()).close())
                .isInstanceOf(JournalUnavailableException.class)
                .hasMessageContaining(address)
                .hasMessageContaining(saying);
    }
}
