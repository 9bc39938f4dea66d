package io.carillon.sip.proxy;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What can be said of a message that the proxy has sent, right of the bar of a ladder's line:
///
/// | word | what it is |
/// |---|---|
/// | `via=2` | how many Via values |
/// | `branch`, `received`, `rport` | of the topmost Via |
/// | `top-via` | the topmost Via without its parameters |
/// | `routes=1`, `record-routes=1` | how many values, 0 included |
/// | `to-tag`, `from-tag` | |
/// | `realms` | of its proxy credentials, joined |
/// | `body` | as text, trimmed |
/// | `kept` | it is a message that came in, and but for what a proxy changes it is the same |
/// | any other | the values of the header of this name, joined |
final class SentMessages {
    /// §16.6 and §16.7, RFC 5393 §5, and the credentials that this proxy has used up (§22.3).
    private static final Set<HeaderName> CHANGED =
            Set.of(
                    HeaderName.VIA,
                    HeaderName.MAX_FORWARDS,
                    HeaderName.MAX_BREADTH,
                    HeaderName.ROUTE,
                    HeaderName.RECORD_ROUTE,
                    HeaderName.PROXY_AUTHORIZATION);

    private static final Pattern REALM = Pattern.compile("realm=\"([^\"]*)\"");

    private final List<SipMessage> heard = new ArrayList<>();

    void hear(SipMessage message) {
        heard.add(message);
    }

    Optional<String> property(SipMessage message, String name) {
        var via = message.topVia();
        return switch (name) {
            case "via" -> Optional.of(count(message, HeaderName.VIA));
            case "branch" -> via.branch();
            case "received", "rport" -> via.parameters().get(name);
            case "top-via" -> Optional.of(via.toString().split(";", 2)[0]);
            case "routes" -> Optional.of(count(message, HeaderName.ROUTE));
            case "record-routes" -> Optional.of(count(message, HeaderName.RECORD_ROUTE));
            case "to-tag" -> message.to().tag();
            case "from-tag" -> message.from().tag();
            case "body" ->
                    Optional.of(message.body())
                            .filter(body -> body.length() > 0)
                            .map(
                                    body ->
                                            new String(body.toBytes(), StandardCharsets.UTF_8)
                                                    .strip());
            case "realms" -> realms(message);
            case "kept" ->
                    heard.stream().anyMatch(in -> same(in, message))
                            ? Optional.of("")
                            : Optional.empty();
            default -> {
                var values = message.headers().values(HeaderName.of(name));
                yield values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
            }
        };
    }

    private static Optional<String> realms(SipMessage message) {
        var lines = message.headers().all(HeaderName.PROXY_AUTHORIZATION).toString();
        var realms = REALM.matcher(lines).results().map(found -> found.group(1)).toList();
        return realms.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", realms));
    }

    private static String count(SipMessage message, HeaderName name) {
        return Integer.toString(message.headers().values(name).size());
    }

    private static boolean same(SipMessage in, SipMessage out) {
        return start(in).equals(start(out))
                && rest(in).equals(rest(out))
                && java.util.Arrays.equals(in.body().toBytes(), out.body().toBytes());
    }

    private static String start(SipMessage message) {
        return switch (message) {
            case Request r -> r.method().toString();
            case Response r -> r.startLine();
        };
    }

    private static List<String> rest(SipMessage message) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < message.headers().size(); i++) {
            var line = message.headers().get(i);
            boolean kept =
                    message instanceof Response
                            ? line.name() != HeaderName.VIA
                            : !CHANGED.contains(line.name());
            if (kept) lines.add(line.toString());
        }
        return lines;
    }
}
