package io.carillon.sip.message;

/// A URI as it stands in a request line or an address: one we route by, or another scheme.
///
/// RFC 3261 §19.1; unknown schemes get a 416 where they would have to be routed (§8.2.2.1).
public sealed interface Uri permits SipUri, OtherUri {
    /// Reads any absolute URI; `sip:` and `sips:` in full, others only as far as their scheme.
    static Uri parse(String text) throws MalformedException {
        var colon = text.indexOf(':');
        if (colon <= 0) throw new MalformedException("URI without a scheme");
        if (colon == 3 && text.regionMatches(true, 0, "sip", 0, 3)) {
            return SipUri.parse(text, false, colon + 1);
        }
        if (colon == 4 && text.regionMatches(true, 0, "sips", 0, 4)) {
            return SipUri.parse(text, true, colon + 1);
        }
        return OtherUri.of(text.substring(0, colon), text);
    }
}
