package io.carillon.node.ops;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One request as the routes see it: decoded, and free of buffers.
///
/// @param path decoded, without the query
/// @param host the Host header
record HttpCall(
        String method,
        String path,
        Map<String, List<String>> query,
        Optional<String> contentType,
        Optional<String> authorization,
        String host,
        byte[] body) {

    static HttpCall of(FullHttpRequest request) {
        var target = new QueryStringDecoder(request.uri());
        var body = new byte[request.content().readableBytes()];
        request.content().getBytes(request.content().readerIndex(), body);
        var headers = request.headers();
        return new HttpCall(
                request.method().name(),
                target.path(),
                target.parameters(),
                Optional.ofNullable(headers.get(HttpHeaderNames.CONTENT_TYPE)),
                Optional.ofNullable(headers.get(HttpHeaderNames.AUTHORIZATION)),
                Optional.ofNullable(headers.get(HttpHeaderNames.HOST)).orElse(""),
                body);
    }

    /// The first value of a query parameter; empty when absent or blank.
    Optional<String> parameter(String name) {
        return query.getOrDefault(name, List.of()).stream()
                .filter(each -> !each.isBlank())
                .findFirst();
    }

    boolean isJson() {
        return contentType
                .map(type -> type.split(";", 2)[0].strip())
                .filter("application/json"::equalsIgnoreCase)
                .isPresent();
    }
}
