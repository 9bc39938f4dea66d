package io.carillon.sip.auth;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Headers;
import io.carillon.sip.message.MalformedException;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The digest credentials of a request, read but not yet believed.
///
/// Texts are those between the quotes, escapes left in, as they enter the hash.
/// RFC 3261 §20.7, §22.4; RFC 7616 §3.4.
///
/// @param username of the account, in this realm
/// @param uri the digest-uri, which enters the hash; need not be the Request-URI (RFC 8760 §2.6)
/// @param response hex digits
/// @param qop whether `qop=auth` was given; without it there is no nonce count (RFC 2069)
/// @param cnonce empty without qop
/// @param nc the nonce count as written, 8 hex digits; empty without qop
public record DigestCredentials(
        String username,
        String realm,
        String nonce,
        String uri,
        String response,
        DigestAlgorithm algorithm,
        boolean qop,
        String cnonce,
        String nc) {

    /// The credentials for a realm among those of a request. Others, of schemes we do not know and
    /// of algorithms we never offered are passed over as if they were not there (§22.4 item 5).
    ///
    /// @param name Authorization or Proxy-Authorization
    public static Optional<DigestCredentials> find(Headers headers, HeaderName name, String realm)
            throws MalformedException {
        if (!headers.has(name)) return Optional.empty();
        for (var line : headers.all(name)) {
            var found = parse(line.value(), name.toString());
            if (found.isPresent() && found.get().realm.equalsIgnoreCase(realm)) return found;
        }
        return Optional.empty();
    }

    /// Reads one value; empty for what we could not have asked for. `what` is the header's name,
    /// for the reason of a failure.
    public static Optional<DigestCredentials> parse(String value, String what)
            throws MalformedException {
        var space = value.indexOf(' ');
        if (space < 0 || !value.substring(0, space).equalsIgnoreCase("Digest")) {
            return Optional.empty();
        }
        var parts = parameters(value, space + 1, what);
        var algorithm = DigestAlgorithm.of(parts.getOrDefault("algorithm", "MD5"));
        var qop = parts.getOrDefault("qop", "");
        if (algorithm.isEmpty() || !(qop.isEmpty() || qop.equalsIgnoreCase("auth"))) {
            return Optional.empty();
        }
        var username = parts.get("username");
        if (username == null && parts.containsKey("username*")) return Optional.empty();
        var nc = parts.getOrDefault("nc", "");
        var cnonce = parts.getOrDefault("cnonce", "");
        if (username == null
                || !parts.containsKey("realm")
                || !parts.containsKey("nonce")
                || !parts.containsKey("uri")
                || !parts.containsKey("response")
                || !qop.isEmpty() && (cnonce.isEmpty() || !isCount(nc))) {
            throw new MalformedException("incomplete digest in " + what);
        }
        return Optional.of(
                new DigestCredentials(
                        username,
                        parts.get("realm"),
                        parts.get("nonce"),
                        parts.get("uri"),
                        parts.get("response"),
                        algorithm.get(),
                        !qop.isEmpty(),
                        qop.isEmpty() ? "" : cnonce,
                        qop.isEmpty() ? "" : nc));
    }

    private static boolean isCount(String text) {
        if (text.length() != 8) return false;
        for (int i = 0; i < 8; i++) if (Character.digit(text.charAt(i), 16) < 0) return false;
        return true;
    }

    /// The nonce count, 0 to 2^32-1; without qop a nonce may be used once, and the count is 1.
    public long count() {
        return qop ? Long.parseLong(nc, 16) : 1;
    }

    /// `name = token | "quoted"`, separated by commas, names in lower case; empty elements are
    /// allowed (RFC 7230 §7).
    private static Map<String, String> parameters(String text, int from, String what)
            throws MalformedException {
        var found = new HashMap<String, String>(16);
        int at = from;
        while (true) {
            at = skipSpace(text, at);
            if (at == text.length()) return found;
            if (text.charAt(at) == ',') {
                at++;
                continue;
            }
            int equals = text.indexOf('=', at);
            if (equals < 0) throw new MalformedException("missing '=' in " + what);
            var name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            at = skipSpace(text, equals + 1);
            int end = at < text.length() && text.charAt(at) == '"' ? quoteEnd(text, at, what) : 0;
            var value = end > 0 ? text.substring(at + 1, end) : token(text, at);
            at = skipSpace(text, end > 0 ? end + 1 : at + value.length());
            if (at < text.length() && text.charAt(at) != ',') {
                throw new MalformedException("missing ',' in " + what);
            }
            if (found.put(name, value) != null) {
                throw new MalformedException("repeated parameter in " + what);
            }
        }
    }

    private static int skipSpace(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) at++;
        return at;
    }

    private static int quoteEnd(String text, int open, String what) throws MalformedException {
        for (int i = open + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == '"') return i;
        }
        throw new MalformedException("unterminated quoted string in " + what);
    }

    private static String token(String text, int from) {
        int end = from;
        while (end < text.length() && ", \t".indexOf(text.charAt(end)) < 0) end++;
        return text.substring(from, end);
    }
}
