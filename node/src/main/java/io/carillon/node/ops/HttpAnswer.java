package io.carillon.node.ops;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A status and a body. Errors are problem documents (RFC 9457).
///
/// @param headers besides Content-Type and Content-Length
record HttpAnswer(int status, String contentType, byte[] body, Map<String, String> headers) {
    static HttpAnswer text(int status, String contentType, String body) {
        return new HttpAnswer(status, contentType, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static HttpAnswer json(int status, Object value) {
        return new HttpAnswer(status, "application/json", Json.bytes(value), Map.of());
    }

    static HttpAnswer problem(int status, String title, String detail) {
        var document = new Problem(title, status, detail);
        return new HttpAnswer(status, "application/problem+json", Json.bytes(document), Map.of());
    }

    HttpAnswer with(String header, String value) {
        return new HttpAnswer(status, contentType, body, Map.of(header, value));
    }

    private record Problem(String title, int status, String detail) {}
}
