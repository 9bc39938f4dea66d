package io.carillon.sip.message;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// A sip: or sips: URI. Parts are kept as written; [#equivalent] compares by §19.1.4.
///
/// RFC 3261 §19.1.1.
public final class SipUri implements Uri {
    private final boolean secure;
    private final String user;
    private final String password;
    private final String host;
    private final int port;
    private final Parameters parameters;
    private final String headers;
    private String text;

    private SipUri(
            boolean secure,
            String user,
            String password,
            String host,
            int port,
            Parameters parameters,
            String headers,
            String text) {
        this.secure = secure;
        this.user = user;
        this.password = password;
        this.host = host;
        this.port = port;
        this.parameters = parameters;
        this.headers = headers;
        this.text = text;
    }

    /// `sip:host[:port]`, port -1 for none; IPv6 hosts with or without their brackets.
    public static SipUri of(String host, int port) {
        return new SipUri(false, null, null, bracketed(host), port, Parameters.NONE, null, null);
    }

    /// `sip:user@host`; `user` is escaped as needed.
    public static SipUri of(String user, String host) {
        return new SipUri(
                false,
                Escapes.escapeUser(user),
                null,
                bracketed(host),
                -1,
                Parameters.NONE,
                null,
                null);
    }

    /// Reads a sip or sips URI.
    public static SipUri parse(String text) throws MalformedException {
        if (Uri.parse(text) instanceof SipUri uri) return uri;
        throw new MalformedException("not a sip or sips URI");
    }

    static SipUri parse(String text, boolean secure, int from) throws MalformedException {
        if (Escapes.hasIllegal(text, from)) {
            throw new MalformedException("illegal character in URI");
        }
        var in = new Cursor(text);
        in.at = from;
        String user = null;
        String password = null;
        var at = text.indexOf('@', from);
        if (at >= 0) {
            var colon = text.indexOf(':', from);
            var userEnd = colon >= 0 && colon < at ? colon : at;
            user = text.substring(from, userEnd);
            if (user.isEmpty()) throw new MalformedException("empty user in URI");
            if (userEnd < at) password = text.substring(userEnd + 1, at);
            in.at = at + 1;
        }
        var host = in.host("URI");
        var port = in.port("URI");
        var parameters = Parameters.ofUri(in);
        String headers = null;
        if (in.skip('?')) {
            headers = text.substring(in.at);
            in.at = text.length();
        }
        if (!in.atEnd()) throw new MalformedException("illegal text after the host in URI");
        return new SipUri(secure, user, password, host, port, parameters, headers, text);
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 && host.charAt(0) != '[' ? "[" + host + "]" : host;
    }

    /// Whether the scheme is sips.
    public boolean isSecure() {
        return secure;
    }

    /// The user part as written, escapes included.
    public Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /// The deprecated password part as written.
    public Optional<String> password() {
        return Optional.ofNullable(password);
    }

    /// The host as written; an IPv6 address stands in its brackets.
    public String host() {
        return host;
    }

    /// The host in lower case without brackets, IPv6 in the form of RFC 5952, a name without the
    /// dot that may end it: what names and addresses are compared by.
    public String hostName() {
        return Hosts.canonical(host);
    }

    /// The port, or -1 when none is given.
    public int port() {
        return port;
    }

    /// The port, or the default of the transport that the URI asks for (§19.1.2).
    public int portOrDefault() {
        return port >= 0 ? port : secure ? 5061 : 5060;
    }

    public Parameters parameters() {
        return parameters;
    }

    /// The transport parameter, in lower case.
    public Optional<String> transport() {
        return parameters.get("transport").map(t -> t.toLowerCase(Locale.ROOT));
    }

    /// Whether the `lr` parameter marks a loose router (§19.1.1).
    public boolean isLooseRouter() {
        return parameters.has("lr");
    }

    /// The `?name=value&...` part without its question mark, as written.
    public Optional<String> headers() {
        return Optional.ofNullable(headers);
    }

    /// A copy with these parameters.
    public SipUri withParameters(Parameters changed) {
        return new SipUri(secure, user, password, host, port, changed, headers, null);
    }

    /// A copy with this user part, escaped as needed.
    public SipUri withUser(String changed) {
        return new SipUri(
                secure,
                Escapes.escapeUser(changed),
                password,
                host,
                port,
                parameters,
                headers,
                null);
    }

    /// A copy without its `?headers`, as a Request-URI must be (§19.1.1 table 1, §16.6 step 2).
    public SipUri withoutHeaders() {
        if (headers == null) return this;
        return new SipUri(secure, user, password, host, port, parameters, null, null);
    }

    /// Whether two URIs are equal by the rules of §19.1.4.
    ///
    /// User and password compare with case and after unescaping, everything else without case; a
    /// `user`, `ttl`, `method`, `maddr` or `transport` parameter in only one of them makes them
    /// different, any other parameter is compared only where both have it.
    public boolean equivalent(SipUri other) {
        if (equals(other)) return true;
        return secure == other.secure
                && port == other.port
                && Escapes.same(user, other.user)
                && Escapes.same(password, other.password)
                && hostName().equals(other.hostName())
                && parametersMatch(other.parameters)
                && other.parametersMatch(parameters)
                && headersMatch(other);
    }

    private boolean parametersMatch(Parameters others) {
        for (int i = 0; i < parameters.size(); i++) {
            var name = parameters.name(i);
            if (!others.has(name)) {
                if (mustAppearInBoth(name)) return false;
            } else {
                var mine = Escapes.normalized(parameters.value(i).orElse(""));
                var theirs = Escapes.normalized(others.get(name).orElse(""));
                if (!mine.equalsIgnoreCase(theirs)) return false;
            }
        }
        return true;
    }

    private static boolean mustAppearInBoth(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "user", "ttl", "method", "maddr", "transport" -> true;
            default -> false;
        };
    }

    private boolean headersMatch(SipUri other) {
        if (Objects.equals(headers, other.headers)) return true;
        if (headers == null || other.headers == null) return false;
        return Arrays.equals(sortedHeaders(), other.sortedHeaders());
    }

    private String[] sortedHeaders() {
        var sorted = Escapes.normalized(headers).toLowerCase(Locale.ROOT).split("&", -1);
        Arrays.sort(sorted);
        return sorted;
    }

    /// Textual equality; for the equality of §19.1.4 see [#equivalent].
    @Override
    public boolean equals(Object other) {
        return other instanceof SipUri that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /// The URI as written or, for a changed copy, as it will be written.
    @Override
    public String toString() {
        if (text == null) {
            var out = new StringBuilder(64).append(secure ? "sips:" : "sip:");
            if (user != null) {
                out.append(user);
                if (password != null) out.append(':').append(password);
                out.append('@');
            }
            out.append(host);
            if (port >= 0) out.append(':').append(port);
            parameters.appendTo(out);
            if (headers != null) out.append('?').append(headers);
            text = Escapes.escapeIllegal(out.toString());
        }
        return text;
    }
}
