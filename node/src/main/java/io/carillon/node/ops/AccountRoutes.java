package io.carillon.node.ops;

import com.fasterxml.jackson.databind.JsonNode;

import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Aor;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// `/api/accounts`: GET lists, POST `{"aor", "password"}` adds (with `"replace": true` changes the
/// password of one that is there), DELETE `?aor=` removes.
///
/// Passwords are hashed here and go no further.
final class AccountRoutes {
    private static final List<String> METHODS = List.of("GET", "POST", "DELETE");
    private static final int LONGEST_PASSWORD = 1_000;

    private final Operations operations;
    private final Accounts accounts;

    AccountRoutes(Operations operations) {
        this.operations = operations;
        this.accounts = operations.accounts();
    }

    CompletionStage<HttpAnswer> answer(HttpCall call) {
        return switch (call.method()) {
            case "GET" -> list(call);
            case "POST" -> post(call);
            case "DELETE" -> delete(call);
            default -> HttpRoutes.done(HttpRoutes.methodNotAllowed(METHODS));
        };
    }

    private record Listed(List<String> accounts, String next) {}

    private record Named(String aor) {}

    private CompletionStage<HttpAnswer> list(HttpCall call) {
        var paging = Paging.of(call);
        if (paging.isEmpty()) return HttpRoutes.done(Paging.badLimit());
        return accounts.list(paging.get().after(), paging.get().limit())
                .thenApply(
                        page ->
                                HttpAnswer.json(
                                        200,
                                        new Listed(
                                                page.accounts().stream()
                                                        .map(Aor::toString)
                                                        .toList(),
                                                page.next().orElse(null))));
    }

    private CompletionStage<HttpAnswer> post(HttpCall call) {
        if (!call.isJson()) {
            return bad(415, "Unsupported media type", "the body must be application/json");
        }
        var document = Json.read(call.body()).filter(JsonNode::isObject);
        if (document.isEmpty()) return bad("the body must be {\"aor\": ..., \"password\": ...}");
        var aor = aor(document.get().path("aor").asText(""));
        if (aor.isEmpty()) return badAor();
        var password = document.get().path("password");
        if (!password.isTextual()
                || password.asText().isEmpty()
                || password.asText().length() > LONGEST_PASSWORD) {
            return bad("password must be a text of 1 to " + LONGEST_PASSWORD + " characters");
        }
        boolean replace = document.get().path("replace").asBoolean(false);
        return accounts.exists(aor.get())
                .thenCompose(exists -> store(aor.get(), password.asText(), exists, replace));
    }

    private CompletionStage<HttpAnswer> store(
            Aor aor, String password, boolean exists, boolean replace) {
        if (exists && !replace) return bad(409, "Conflict", aor + " has an account already");
        if (!exists && replace) return bad(404, "Not found", aor + " has no account");
        var hashes = PasswordHashes.of(aor.user(), aor.domain(), password);
        return accounts.put(aor, hashes)
                .thenApply(_ -> HttpAnswer.json(exists ? 200 : 201, new Named(aor.toString())));
    }

    private CompletionStage<HttpAnswer> delete(HttpCall call) {
        var aor = call.parameter("aor").flatMap(this::aor);
        if (aor.isEmpty()) return badAor();
        return accounts.exists(aor.get())
                .thenCompose(
                        exists ->
                                exists
                                        ? accounts.remove(aor.get())
                                                .thenApply(_ -> HttpAnswer.text(204, "", ""))
                                        : bad(404, "Not found", aor.get() + " has no account"));
    }

    /// `user@domain` of a domain of ours; the user as it would stand in a URI, without escapes.
    private Optional<Aor> aor(String text) {
        return Aor.parse(text)
                .filter(aor -> operations.domains().contains(aor.domain()))
                .filter(aor -> aor.user().chars().allMatch(c -> c > ' ' && c < 127 && c != '"'));
    }

    private CompletionStage<HttpAnswer> badAor() {
        return bad(
                "aor must be user@domain, the domain one of "
                        + String.join(", ", operations.domains()));
    }

    private static CompletionStage<HttpAnswer> bad(String detail) {
        return bad(400, "Bad request", detail);
    }

    private static CompletionStage<HttpAnswer> bad(int status, String title, String detail) {
        return HttpRoutes.done(HttpAnswer.problem(status, title, detail));
    }
}
