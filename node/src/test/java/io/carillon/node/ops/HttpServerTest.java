package io.carillon.node.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.sharding.inquiry.InquiryReply;
import io.carillon.sharding.location.BindingsReply;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Binding;
import io.carillon.sip.location.Contact;
import io.carillon.sip.proxy.Dialog;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;

/// The operations interface from outside, over data of the test's own.
class HttpServerTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Aor ALICE = new Aor("alice", "example.com");

    private final Map<String, PasswordHashes> stored = new ConcurrentSkipListMap<>();
    private final Metrics metrics = new Metrics();
    private volatile boolean ready = true;
    private volatile boolean broken;
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = start(Optional.empty());
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private HttpServer start(Optional<String> token) throws IOException {
        var started = open(token);
        started.serve(operations());
        return started;
    }

    private HttpServer open(Optional<String> token) throws IOException {
        var settings = new HttpSettings(new InetSocketAddress(LOOPBACK, 0), token);
        return HttpServer.open(settings, metrics, () -> "waits for a disk");
    }

    private Operations operations() {
        return new Operations(
                List.of("example.com"),
                () ->
                        Readiness.of(
                                Map.of(
                                        "journal",
                                        ready ? Optional.empty() : Optional.of("no disk"))),
                new StoredAccounts(),
                new OneRegistration(),
                new OneCall(),
                new OneNode(),
                Optional.empty());
    }

    private final class StoredAccounts implements Accounts {
        @Override
        public CompletionStage<Accounts.Page> list(Optional<String> after, int limit) {
            if (broken) return CompletableFuture.failedFuture(new IOException("no journal"));
            var found =
                    stored.keySet().stream()
                            .filter(each -> each.compareTo(after.orElse("")) > 0)
                            .limit(limit)
                            .map(each -> Aor.parse(each).orElseThrow())
                            .toList();
            var next =
                    found.size() < limit
                            ? Optional.<String>empty()
                            : Optional.of(found.getLast().toString());
            return CompletableFuture.completedFuture(new Accounts.Page(found, next));
        }

        @Override
        public CompletionStage<Boolean> exists(Aor aor) {
            return CompletableFuture.completedFuture(stored.containsKey(aor.toString()));
        }

        @Override
        public CompletionStage<Void> put(Aor aor, PasswordHashes hashes) {
            stored.put(aor.toString(), hashes);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> remove(Aor aor) {
            stored.remove(aor.toString());
            return CompletableFuture.completedFuture(null);
        }
    }

    private static final class OneRegistration implements Registrations {
        private static BindingsReply reply(Aor aor) {
            var flow = new Flow(Transport.UDP, 0, 0, new InetSocketAddress(LOOPBACK, 5090));
            var contact = new Contact("sip:alice@127.0.0.1:5090", 500, "", 0, "");
            var binding =
                    new Binding(
                            contact, "c", 1, 0, 60_000, 60_000, Optional.of(flow), List.of(), "");
            return new BindingsReply(aor, aor.equals(ALICE) ? List.of(binding) : List.of(), 1_000);
        }

        @Override
        public CompletionStage<Registrations.Page> list(Optional<String> after, int limit) {
            return CompletableFuture.completedFuture(
                    new Registrations.Page(List.of(reply(ALICE)), Optional.empty()));
        }

        @Override
        public CompletionStage<BindingsReply> of(Aor aor) {
            return CompletableFuture.completedFuture(reply(aor));
        }
    }

    private static final class OneCall implements Calls {
        private static final Dialog DIALOG =
                new Dialog("sip:a@x", "sip:b@x", "1", "2", 1_000, 2_000);

        private static Found found(boolean there, String... unanswered) {
            var call = new InquiryReply.Call("id@host/1", List.of(DIALOG));
            return new Found(there ? List.of(call) : List.of(), false, List.of(unanswered));
        }

        @Override
        public CompletionStage<Found> list(int limit) {
            return CompletableFuture.completedFuture(found(true));
        }

        @Override
        public CompletionStage<Found> of(String callId) {
            return CompletableFuture.completedFuture(
                    callId.equals("somewhere")
                            ? found(false, "pekko://carillon@10.0.0.7:7355")
                            : found(callId.equals("id@host/1")));
        }
    }

    private static final class OneNode implements ClusterView {
        @Override
        public CompletionStage<Cluster> cluster() {
            return CompletableFuture.completedFuture(
                    new Cluster(
                            "here",
                            true,
                            List.of(new Member("here", "Up", List.of("core"), "0.1.0", true))));
        }

        @Override
        public CompletionStage<List<Shards>> shards() {
            return CompletableFuture.completedFuture(
                    List.of(new Shards("call", Map.of("1", "here"))));
        }
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(to(path));
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(
                to("/api/accounts")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void healthSaysWhetherTheNodeServes() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        ready = false;
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        var notReady = get("/health/ready");
        assertThat(notReady.statusCode()).isEqualTo(503);
        assertThat(notReady.body())
                .isEqualTo("{\"status\":\"not ready\",\"checks\":{\"journal\":\"no disk\"}}");
    }

    @Test
    void metricsAreText() throws Exception {
        var answer = get("/metrics");
        assertThat(answer.headers().firstValue("Content-Type")).get().asString().contains("0.0.4");
        assertThat(answer.body()).contains("# TYPE sip_requests_total counter");
    }

    @Test
    void metricsTellWhatWentToOtherNodes() throws Exception {
        metrics.linkTraffic(() -> new LinkTraffic(7, 4_200));

        assertThat(get("/metrics").body())
                .contains("\nlink_messages_total 7\n")
                .contains("\nlink_bytes_total 4200\n");
    }

    @Test
    void accountsAreAddedChangedListedAndRemoved() throws Exception {
        assertThat(post("{\"aor\":\"alice@example.com\",\"password\":\"pw\"}").statusCode())
                .isEqualTo(201);
        assertThat(stored.get("alice@example.com"))
                .isEqualTo(PasswordHashes.of("alice", "example.com", "pw"));
        assertThat(post("{\"aor\":\"alice@example.com\",\"password\":\"x\"}").statusCode())
                .isEqualTo(409);
        assertThat(
                        post("{\"aor\":\"alice@example.com\",\"password\":\"new\",\"replace\":true}")
                                .statusCode())
                .isEqualTo(200);
        assertThat(get("/api/accounts").body()).isEqualTo("{\"accounts\":[\"alice@example.com\"]}");
        var removal = "/api/accounts?aor=alice@example.com";
        assertThat(send(to(removal).DELETE()).statusCode()).isEqualTo(204);
        assertThat(send(to(removal).DELETE()).statusCode()).isEqualTo(404);
        assertThat(stored).isEmpty();
    }

    @Test
    void accountsComeInPages() throws Exception {
        for (var user : List.of("a", "b", "c")) {
            post("{\"aor\":\"" + user + "@example.com\",\"password\":\"pw\"}");
        }
        assertThat(get("/api/accounts?limit=2").body())
                .isEqualTo(
                        "{\"accounts\":[\"a@example.com\",\"b@example.com\"],"
                                + "\"next\":\"b@example.com\"}");
        assertThat(get("/api/accounts?limit=2&after=b@example.com").body())
                .isEqualTo("{\"accounts\":[\"c@example.com\"]}");
        assertThat(get("/api/accounts?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void badRequestsAreProblemDocuments() throws Exception {
        for (var body :
                List.of(
                        "",
                        "[]",
                        "{",
                        "{\"aor\":\"alice\",\"password\":\"x\"}",
                        "{\"aor\":\"alice@other.example\",\"password\":\"x\"}",
                        "{\"aor\":\"alice@example.com\"}",
                        "{\"aor\":\"alice@example.com\",\"password\":\"\"}")) {
            var answer = post(body);
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("application/problem+json");
        }
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/api/registrations?aor=x").statusCode()).isEqualTo(400);
        assertThat(get("/api/calls/none").statusCode()).isEqualTo(404);
        var wrongMethod = send(to("/api/calls").DELETE());
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("GET");
    }

    @Test
    void aFormOfAForeignPageIsRefused() throws Exception {
        var form =
                to("/api/accounts")
                        .header("Content-Type", "text/plain")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"aor\":\"a@example.com\",\"password\":\"x\"}"));
        assertThat(send(form).statusCode()).isEqualTo(415);
        assertThat(stored).isEmpty();
    }

    @Test
    void anotherHostNameIsRefusedWithoutAToken() throws Exception {
        try (var socket = new Socket(LOOPBACK, server.address().getPort())) {
            socket.getOutputStream()
                    .write(
                            "GET /api/accounts HTTP/1.1\r\nHost: evil.example\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(
                            new String(
                                    socket.getInputStream().readNBytes(12),
                                    StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 403");
        }
    }

    @Test
    void requestsInARowAreAnsweredInOrder() throws Exception {
        var two =
                """
                GET /health/live HTTP/1.1\r
                Host: localhost\r
                \r
                GET /nothing HTTP/1.1\r
                Host: localhost\r
                Connection: close\r
                \r
                """;
        try (var socket = new Socket(LOOPBACK, server.address().getPort())) {
            socket.getOutputStream().write(two.getBytes(StandardCharsets.US_ASCII));
            var all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all).startsWith("HTTP/1.1 200").contains("HTTP/1.1 404");
        }
    }

    @Test
    void bodiesAreBounded() throws Exception {
        assertThat(post("x".repeat(100_000)).statusCode()).isEqualTo(413);
    }

    @Test
    void aStoreThatFailsIsUnavailable() throws Exception {
        broken = true;
        var answer = get("/api/accounts");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void viewsAreJson() throws Exception {
        assertThat(get("/api/registrations?aor=alice@example.com").body())
                .isEqualTo(
                        """
                        {"aor":"alice@example.com","contacts":[{"uri":"sip:alice@127.0.0.1:5090",\
                        "q":0.5,"expires":59,"via":"udp:127.0.0.1:5090",\
                        "updated":"1970-01-01T00:00:00Z"}]}""");
        assertThat(get("/api/registrations").body()).startsWith("{\"registrations\":[{\"aor\"");
        assertThat(get("/api/calls").body()).contains("\"call-id\":\"id@host/1\"");
        assertThat(get("/api/calls/id@host%2F1").body()).contains("\"caller\":\"sip:a@x\"");
        assertThat(get("/api/calls").body()).endsWith("\"more\":false,\"unanswered\":[]}");
        assertThat(get("/api/cluster").body()).contains("\"status\":\"Up\"");
        assertThat(get("/api/shards").body()).contains("\"homes\":{\"1\":\"here\"}");
    }

    @Test
    void aNodeThatStartsLivesAndSaysWhatItWaitsFor() throws Exception {
        server.close();
        server = open(Optional.empty());

        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
        var health = get("/health/ready");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body())
                .isEqualTo(
                        "{\"status\":\"not ready\",\"checks\":{\"start\":\"waits for a disk\"}}");
        var calls = get("/api/calls");
        assertThat(calls.statusCode()).isEqualTo(503);
        assertThat(calls.headers().firstValue("Retry-After")).isPresent();
        assertThat(calls.body()).contains("waits for a disk");

        server.serve(operations());

        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/api/calls").statusCode()).isEqualTo(200);
    }

    @Test
    void aCallThatASilentNodeMayHaveIsNotDenied() throws Exception {
        var answer = get("/api/calls/somewhere");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("10.0.0.7:7355");
    }

    @Test
    void withATokenOnlyHealthIsOpen() throws Exception {
        try (var guarded = start(Optional.of("0123456789abcdef"))) {
            server.close();
            server = guarded;
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            assertThat(get("/metrics").statusCode()).isEqualTo(401);
            assertThat(send(to("/metrics").header("Authorization", "Bearer wrong")).statusCode())
                    .isEqualTo(401);
            assertThat(
                            send(to("/metrics").header("Authorization", "Bearer 0123456789abcdef"))
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aTakenPortIsNamed() {
        var taken = new HttpSettings(server.address(), Optional.empty());
        assertThatThrownBy(() -> HttpServer.open(taken, metrics, () -> ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("carillon.http.listen")
                .hasMessageContaining(":" + server.address().getPort());
    }
}
