package io.carillon.sip.location;

/// The registrar's limits.
///
/// @param minExpiresSeconds shorter requests get a 423; has no effect on requests for an hour or
///     more (RFC 3261 §10.3 step 7)
/// @param maxExpiresSeconds longer requests are granted this much
/// @param defaultExpiresSeconds granted where the request does not say
/// @param maxContacts bindings of one address-of-record; a request that would leave more gets a 403
/// @param leaseFactor a binding granted for E seconds is stored as valid for this many times E, at
///     least 1; the more, the fewer refreshes are stored, and the longer a binding may outlive its
///     user agent after a crash
public record RegistrarSettings(
        int minExpiresSeconds,
        int maxExpiresSeconds,
        int defaultExpiresSeconds,
        int maxContacts,
        int leaseFactor) {
    public static final RegistrarSettings DEFAULT = new RegistrarSettings(60, 7200, 3600, 10, 2);

    public RegistrarSettings {
        if (minExpiresSeconds < 0
                || minExpiresSeconds > maxExpiresSeconds
                || defaultExpiresSeconds < minExpiresSeconds
                || defaultExpiresSeconds > maxExpiresSeconds
                || maxContacts < 1
                || leaseFactor < 1) {
            throw new IllegalArgumentException("contradictory registrar settings");
        }
    }

    /// The same, but for a registration that is stored however little changes.
    public RegistrarSettings storingRefreshes() {
        return new RegistrarSettings(
                minExpiresSeconds, maxExpiresSeconds, defaultExpiresSeconds, maxContacts, 1);
    }
}
