package io.carillon.node.cli;

import com.fasterxml.jackson.databind.JsonNode;

import io.carillon.node.ops.Json;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Where the node is, and how to ask it. What goes wrong becomes one line that says what to do.
final class NodeApi {
    /// The line for the operator.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String line) {
            super(line);
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Option(
            names = "--http",
            paramLabel = "URL",
            defaultValue = "${env:CARILLON_HTTP:-http://127.0.0.1:8080}",
            description = "The node's carillon.http.listen (default: ${DEFAULT-VALUE})")
    private String http;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:CARILLON_TOKEN:-}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "The node's carillon.http.token; better given as CARILLON_TOKEN")
    private String token;

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode get(String path) throws Refused {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    void delete(String path) throws Refused {
        send(HttpRequest.newBuilder(uri(path)).DELETE());
    }

    void post(String path, Object document) throws Refused {
        send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.text(document))));
    }

    /// Every item of a list that comes in pages.
    List<JsonNode> all(String path, String items) throws Refused {
        var all = new ArrayList<JsonNode>();
        var after = "";
        do {
            var page = get(path + "?limit=1000" + after);
            page.path(items).forEach(all::add);
            var next = page.path("next").asText("");
            after = next.isEmpty() ? "" : "&after=" + encoded(next);
        } while (!after.isEmpty());
        return all;
    }

    private URI uri(String path) throws Refused {
        var base = http.contains("://") ? http : "http://" + http;
        try {
            var uri = URI.create(base.replaceAll("/+$", "") + path);
            if (uri.getHost() != null) return uri;
        } catch (IllegalArgumentException _) {
            // the same fault
        }
        throw new Refused("--http = " + http + ": must be like http://127.0.0.1:8080");
    }

    private JsonNode send(HttpRequest.Builder request) throws Refused {
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var answer =
                    client.send(
                            request.timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            return content(answer);
        } catch (ConnectException _) {
            throw new Refused(
                    "no node answers at "
                            + http
                            + ": start one (./carillon dev), or say where it is with --http");
        } catch (IOException failure) {
            throw new Refused("no answer from " + http + ": " + failure.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
    }

    private JsonNode content(HttpResponse<byte[]> answer) throws Refused {
        var document = Json.read(answer.body());
        if (answer.statusCode() < 300) {
            return document.orElseThrow(() -> new Refused(http + " is no Carillon node"));
        }
        if (answer.statusCode() == 401) {
            throw new Refused("the node wants its carillon.http.token: give it with --token");
        }
        var detail = document.map(json -> json.path("detail").asText("")).orElse("");
        throw new Refused(detail.isEmpty() ? http + " answered " + answer.statusCode() : detail);
    }
}
