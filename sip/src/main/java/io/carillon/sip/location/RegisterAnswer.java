package io.carillon.sip.location;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// The response to a REGISTER.
///
/// RFC 3261 §10.3 step 8; RFC 3327 §5.3; RFC 5626 §6.
public final class RegisterAnswer {
    private static final DateTimeFormatter SIP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                    .withZone(ZoneOffset.UTC);

    private RegisterAnswer() {}

    /// Makes a 200 with all bindings and the time left to each. It must not leave before the events
    /// of `accepted` are stored.
    ///
    /// @param response a bare 200 to `request`
    public static Response ok(
            Response response, Request request, RegisterOutcome.Accepted accepted, long nowMillis) {
        var lines = response.headers().edit();
        for (var binding : accepted.after().live(nowMillis)) {
            var value = binding.contact().headerValue(binding.expiresSeconds(nowMillis));
            lines.append(Header.of(HeaderName.CONTACT, value));
        }
        if (accepted.echoesPath()) {
            for (var path : request.headers().all(HeaderName.PATH)) lines.append(path);
        }
        if (accepted.requiresOutbound()) lines.append(Header.of(HeaderName.REQUIRE, "outbound"));
        lines.append(Header.of(HeaderName.DATE, date(nowMillis)));
        return response.withHeaders(lines.build());
    }

    /// Adds to a refusal the headers that its status calls for.
    public static Response rejected(Response response, List<Header> headers) {
        if (headers.isEmpty()) return response;
        var lines = response.headers().edit();
        for (var header : headers) lines.append(header);
        return response.withHeaders(lines.build());
    }

    private static String date(long nowMillis) {
        return SIP_DATE.format(Instant.ofEpochMilli(nowMillis));
    }
}
