package io.carillon.sip.location;

import io.carillon.sip.message.Escapes;
import io.carillon.sip.message.SipUri;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// A canonical address-of-record: the key under which a user's bindings and credentials are kept.
///
/// Two URIs that differ in scheme, port, parameters or escapes alone have the same one. Whether the
/// domain is ours is not asked here. RFC 3261 §10.3 step 5.
///
/// @param user without escapes, compared with case, one character an octet as in a message; never
///     empty
/// @param domain lower case, IPv6 addresses without brackets; never empty
public record Aor(String user, String domain) {
    public Aor {
        if (user.isEmpty() || domain.isEmpty()) throw new IllegalArgumentException("empty part");
    }

    /// The address-of-record of a URI; empty when it names a host and no user.
    public static Optional<Aor> of(SipUri uri) {
        return uri.user().map(user -> new Aor(Escapes.unescape(user), uri.hostName()));
    }

    /// Reads `user@domain`, the user without escapes; empty when either is missing.
    public static Optional<Aor> parse(String text) {
        var at = Objects.requireNonNull(text).lastIndexOf('@');
        if (at <= 0 || at == text.length() - 1) return Optional.empty();
        return Optional.of(
                new Aor(text.substring(0, at), text.substring(at + 1).toLowerCase(Locale.ROOT)));
    }

    /// The sip URI of this address.
    public SipUri uri() {
        return SipUri.of(user, domain);
    }

    /// `user@domain`: the id of the entity that owns this address.
    @Override
    public String toString() {
        return user + "@" + domain;
    }
}
