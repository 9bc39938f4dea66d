package io.carillon.deploy.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.node.Server;
import io.carillon.node.config.NodeConfig;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Goal: a database that is gone or does not answer costs those a 503 whose registration it would
/// have to store, and nobody else anything; when it is back, so is everything within 5 s.
///
/// Method: a whole node on a real Cassandra, which is stopped in several ways under its hands.
@ExtendWith(RealCassandra.class)
class DatabaseTroubleTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir private static Path folder;
    private static Server server;
    private static InetSocketAddress sip;
    private int strangers;

    @BeforeAll
    static void start(RealCassandra.Database cassandra) throws Exception {
        Journals.createSchema(Journals.database(cassandra, "trouble"));
        server =
                Server.start(
                        NodeConfig.load(
                                Optional.empty(),
                                Map.of(
                                        "carillon.journal", "cassandra",
                                        "carillon.cassandra.contact-points", cassandra.address(),
                                        "carillon.cassandra.keyspace", "trouble",
                                        "carillon.listen.udp", "127.0.0.1:0",
                                        "carillon.listen.tcp", "",
                                        "carillon.auth", "none",
                                        "carillon.http.listen", "127.0.0.1:0",
                                        "carillon.data-dir", folder.toString())));
        sip =
                server.listeners().stream()
                        .filter(each -> each.transport() == Transport.UDP)
                        .findFirst()
                        .orElseThrow()
                        .bound();
    }

    @AfterAll
    static void stop() {
        if (server != null) server.stop(Duration.ofSeconds(1));
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    @Test
    void aDatabaseThatFallsAsleepAndWakesUp(RealCassandra.Database cassandra) throws Exception {
        trouble("sleepy", cassandra.node()::freeze, cassandra.node()::thaw);
    }

    @Test
    void aDatabaseThatDiesAndIsStartedAgain(RealCassandra.Database cassandra) throws Exception {
        trouble("dead", cassandra.node()::kill, cassandra::start);
    }

    private void trouble(String name, Action begin, Action end) throws Exception {
        try (var alice = new Telephone(sip, "alice-" + name);
                var bob = new Telephone(sip, "bob-" + name);
                var carol = new Telephone(sip, "carol-" + name)) {
            for (var each : new Telephone[] {alice, bob, carol}) {
                assertThat(each.register()).hasValueSatisfying(DatabaseTroubleTest::isOk);
            }
            awaitReady();

            begin.run();
            try {
                // Some are asked before anybody knows, carol among them: she moves, which has to be
                // stored.
                assertThat(carol.register("sip:carol@127.0.0.1:9"))
                        .hasValueSatisfying(DatabaseTroubleTest::isUnavailable);
                long until = System.nanoTime() + 5_000_000_000L;
                while (get("/health/ready").statusCode() == 200 && System.nanoTime() < until) {
                    registerStranger(name);
                }
                assertThat(get("/health/ready").statusCode()).isEqualTo(503);
                assertThat(get("/metrics").body()).contains("journal_available 0");

                // From now on nobody waits.
                for (int i = 0; i < 20; i++) {
                    long asked = System.nanoTime();
                    assertThat(registerStranger(name))
                            .hasValueSatisfying(DatabaseTroubleTest::isUnavailable);
                    assertThat(millisSince(asked)).isLessThan(1_500);
                }
                // Who is loaded is reached, also she whose write failed; and a refresh needs no
                // write.
                assertThat(bob.say(alice)).hasValueSatisfying(DatabaseTroubleTest::isOk);
                assertThat(alice.say(carol)).hasValueSatisfying(DatabaseTroubleTest::isOk);
                assertThat(bob.register()).hasValueSatisfying(DatabaseTroubleTest::isOk);
            } finally {
                end.run();
            }
            long back = System.nanoTime();
            while (registerStranger(name)
                    .filter(answer -> answer.startsWith("SIP/2.0 200"))
                    .isEmpty()) {
                assertThat(millisSince(back)).isLessThan(5_000);
                Thread.sleep(50);
            }
            awaitReady();
            assertThat(get("/metrics").body()).contains("journal_available 1");
            assertThat(bob.say(alice)).hasValueSatisfying(DatabaseTroubleTest::isOk);
        }
    }

    /// Whether shards can be reached is asked every now and then.
    private static void awaitReady() throws Exception {
        long until = System.nanoTime() + 5_000_000_000L;
        while (get("/health/ready").statusCode() != 200 && System.nanoTime() < until) {
            Thread.sleep(50);
        }
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    /// Each is another one.
    private Optional<String> registerStranger(String name) throws IOException {
        try (var stranger = new Telephone(sip, "stranger-" + name + ++strangers)) {
            return stranger.register();
        }
    }

    private static void isOk(String answer) {
        assertThat(answer).startsWith("SIP/2.0 200");
    }

    private static void isUnavailable(String answer) {
        assertThat(answer).startsWith("SIP/2.0 503").contains("Retry-After: ");
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var address = server.httpAddress().orElseThrow();
        var uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
