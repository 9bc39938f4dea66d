package io.carillon.node.ops;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Which path is answered by what, and who may ask.
///
/// Without a token only loopback is listened on; there a Host that is another name is refused, so
/// that no web page can reach us through a name of its own (DNS rebinding). Nothing that changes
/// anything is a GET, and bodies must be JSON, which a foreign page cannot send unasked.
final class HttpRoutes {
    private static final String API = "/api/";

    private static final String STARTING_SECONDS = "2";

    private final Metrics metrics;
    private final Supplier<String> starting;
    private final Optional<byte[]> token;

    /// Empty until the node serves.
    private volatile Optional<Serving> serving = Optional.empty();

    private record Serving(
            Operations operations, AccountRoutes accounts, ViewRoutes views, TraceRoute trace) {}

    /// @param starting what the node does before it serves
    HttpRoutes(Metrics metrics, Supplier<String> starting, Optional<String> token) {
        this.metrics = metrics;
        this.starting = starting;
        this.token = token.map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    void serve(Operations operations) {
        serving =
                Optional.of(
                        new Serving(
                                operations,
                                new AccountRoutes(operations),
                                new ViewRoutes(operations),
                                new TraceRoute(operations.trace())));
    }

    CompletionStage<HttpAnswer> answer(HttpCall call) {
        return switch (call.path()) {
            case "/health/live" ->
                    only("GET", call, () -> done(HttpAnswer.json(200, new Live("up"))));
            case "/health/ready" -> only("GET", call, () -> done(health(readiness())));
            default ->
                    mayAsk(call)
                            .<CompletionStage<HttpAnswer>>map(HttpRoutes::done)
                            .orElseGet(() -> inside(call));
        };
    }

    private Readiness readiness() {
        return serving.map(each -> each.operations().ready().get())
                .orElseGet(() -> Readiness.of(Map.of("start", Optional.of(starting.get()))));
    }

    private static HttpAnswer health(Readiness readiness) {
        boolean ready = readiness.isReady();
        return HttpAnswer.json(
                ready ? 200 : 503, new Health(ready ? "up" : "not ready", readiness.checks()));
    }

    private record Live(String status) {}

    private record Health(String status, Map<String, String> checks) {}

    /// Empty when the asker may go on.
    private Optional<HttpAnswer> mayAsk(HttpCall call) {
        if (token.isEmpty()) {
            return isLoopback(call.host())
                    ? Optional.empty()
                    : Optional.of(
                            HttpAnswer.problem(
                                    403,
                                    "Forbidden",
                                    "without carillon.http.token only localhost may be asked for"));
        }
        var given = call.authorization().orElse("");
        boolean right =
                given.regionMatches(true, 0, "Bearer ", 0, 7)
                        && MessageDigest.isEqual(
                                given.substring(7).strip().getBytes(StandardCharsets.UTF_8),
                                token.get());
        return right
                ? Optional.empty()
                : Optional.of(
                        HttpAnswer.problem(401, "Unauthorized", "send Authorization: Bearer TOKEN")
                                .with("WWW-Authenticate", "Bearer"));
    }

    private static boolean isLoopback(String host) {
        int port = host.lastIndexOf(':');
        var name = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
        return name.isEmpty()
                || name.equalsIgnoreCase("localhost")
                || name.equals("[::1]")
                || name.matches("127(\\.\\d{1,3}){3}");
    }

    private CompletionStage<HttpAnswer> inside(HttpCall call) {
        if (call.path().equals("/metrics")) return only("GET", call, () -> done(metrics()));
        return serving.map(each -> inside(call, each))
                .orElseGet(
                        () ->
                                done(
                                        HttpAnswer.problem(503, "Starting", starting.get())
                                                .with("Retry-After", STARTING_SECONDS)));
    }

    private static CompletionStage<HttpAnswer> inside(HttpCall call, Serving serving) {
        var views = serving.views();
        return switch (call.path()) {
            case API + "accounts" -> serving.accounts().answer(call);
            case API + "registrations" -> only("GET", call, () -> views.registrations(call));
            case API + "calls" -> only("GET", call, () -> views.calls(call));
            case API + "cluster" -> only("GET", call, views::cluster);
            case API + "shards" -> only("GET", call, views::shards);
            case String path when TraceRoute.isAt(path) ->
                    only("GET", call, () -> done(serving.trace().answer(path)));
            default ->
                    call.path().startsWith(API + "calls/")
                            ? only(
                                    "GET",
                                    call,
                                    () -> views.call(call.path().substring(API.length() + 6)))
                            : done(HttpAnswer.problem(404, "Not found", "no such path"));
        };
    }

    private HttpAnswer metrics() {
        return HttpAnswer.text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text());
    }

    @FunctionalInterface
    private interface Handler {
        CompletionStage<HttpAnswer> answer();
    }

    private static CompletionStage<HttpAnswer> only(String method, HttpCall call, Handler handler) {
        return call.method().equals(method)
                ? handler.answer()
                : done(methodNotAllowed(List.of(method)));
    }

    static HttpAnswer methodNotAllowed(List<String> allowed) {
        var methods = String.join(", ", allowed);
        return HttpAnswer.problem(405, "Method not allowed", "allowed: " + methods)
                .with("Allow", methods);
    }

    static CompletionStage<HttpAnswer> done(HttpAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
