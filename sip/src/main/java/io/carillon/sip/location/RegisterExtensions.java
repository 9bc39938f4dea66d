package io.carillon.sip.location;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.NameAddr;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.SipUri;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a REGISTER says about Path and Outbound.
///
/// RFC 3327 §5.3; RFC 5626 §6.
///
/// @param supportsPath whether the user agent knows Path
/// @param supportsOutbound whether it knows Outbound
/// @param isDirect whether no proxy stands between the user agent and us
/// @param path the Path values in order
/// @param startsAtEdge whether the first of them is of a proxy that keeps flows (`ob`)
record RegisterExtensions(
        boolean supportsPath,
        boolean supportsOutbound,
        boolean isDirect,
        List<String> path,
        boolean startsAtEdge) {
    private static final Set<String> UNDERSTOOD = Set.of("path", "outbound");

    static RegisterExtensions of(Request request) throws MalformedException {
        var headers = request.headers();
        var supported = headers.values(HeaderName.SUPPORTED);
        var path = request.addresses(HeaderName.PATH);
        var texts = new ArrayList<String>(path.size());
        for (var value : path) texts.add(value.toString());
        return new RegisterExtensions(
                has(supported, "path"),
                has(supported, "outbound"),
                headers.values(HeaderName.VIA).size() == 1,
                List.copyOf(texts),
                !path.isEmpty() && isEdge(path.getFirst()));
    }

    private static boolean isEdge(NameAddr first) {
        return first.uri() instanceof SipUri uri && uri.parameters().has("ob");
    }

    private static boolean has(List<String> tags, String wanted) {
        for (var tag : tags) if (tag.equalsIgnoreCase(wanted)) return true;
        return false;
    }

    /// Whether an edge that can find the user agent's flow again is the first hop.
    boolean allowsOutbound() {
        return isDirect || startsAtEdge;
    }

    /// The refusal of an extension that we do not know (§8.2.2.3).
    static Optional<RegisterOutcome.Rejected> unknown(Request request) {
        var unknown = new ArrayList<String>(1);
        for (var tag : request.headers().values(HeaderName.REQUIRE)) {
            if (!UNDERSTOOD.contains(tag.toLowerCase(java.util.Locale.ROOT))) unknown.add(tag);
        }
        return unknown.isEmpty() ? Optional.empty() : Optional.of(bad(String.join(", ", unknown)));
    }

    /// The refusal of a Path that a proxy added without asking the user agent: recommended, for the
    /// user agent cannot see who listens in on its calls (RFC 3327 §5.3).
    Optional<RegisterOutcome.Rejected> unwantedPath() {
        return path.isEmpty() || supportsPath ? Optional.empty() : Optional.of(bad("path"));
    }

    private static RegisterOutcome.Rejected bad(String tags) {
        return new RegisterOutcome.Rejected(
                420, "Bad Extension", List.of(Header.of(HeaderName.UNSUPPORTED, tags)));
    }
}
