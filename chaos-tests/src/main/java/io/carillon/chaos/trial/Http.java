package io.carillon.chaos.trial;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/// What nodes say of themselves over HTTP.
final class Http implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();

    /// The body of a 200; empty for anything else.
    Optional<String> get(URI node, String path) {
        try {
            var request = HttpRequest.newBuilder(node.resolve(path)).timeout(PATIENCE).build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException silent) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// The value of a metric without labels.
    OptionalDouble metric(URI node, String name) {
        return get(node, "/metrics").map(text -> metric(text, name)).orElse(OptionalDouble.empty());
    }

    static OptionalDouble metric(String text, String name) {
        var found =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " ([-+.\\deE]+)$").matcher(text);
        return found.find()
                ? OptionalDouble.of(Double.parseDouble(found.group(1)))
                : OptionalDouble.empty();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
