package io.carillon.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// A header field name: one of the known constants, whatever its case or compact form, or an
/// extension kept as written. Names compare without case (RFC 3261 §7.3.1, §7.3.3).
public final class HeaderName {
    private static final byte[] NO_OCTETS = {};
    private static final HeaderName[] TABLE = new HeaderName[512];

    public static final HeaderName VIA = known("Via", 'v');
    public static final HeaderName FROM = known("From", 'f');
    public static final HeaderName TO = known("To", 't');
    public static final HeaderName CALL_ID = known("Call-ID", 'i');
    public static final HeaderName CSEQ = known("CSeq", '\0');
    public static final HeaderName MAX_FORWARDS = known("Max-Forwards", '\0');
    public static final HeaderName CONTACT = known("Contact", 'm');
    public static final HeaderName CONTENT_LENGTH = known("Content-Length", 'l');
    public static final HeaderName CONTENT_TYPE = known("Content-Type", 'c');
    public static final HeaderName CONTENT_ENCODING = known("Content-Encoding", 'e');
    public static final HeaderName MAX_BREADTH = known("Max-Breadth", '\0');
    public static final HeaderName ROUTE = known("Route", '\0');
    public static final HeaderName RECORD_ROUTE = known("Record-Route", '\0');
    public static final HeaderName PATH = known("Path", '\0');
    public static final HeaderName EXPIRES = known("Expires", '\0');
    public static final HeaderName MIN_EXPIRES = known("Min-Expires", '\0');
    public static final HeaderName REQUIRE = known("Require", '\0');
    public static final HeaderName PROXY_REQUIRE = known("Proxy-Require", '\0');
    public static final HeaderName SUPPORTED = known("Supported", 'k');
    public static final HeaderName UNSUPPORTED = known("Unsupported", '\0');
    public static final HeaderName ALLOW = known("Allow", '\0');
    public static final HeaderName ACCEPT = known("Accept", '\0');
    public static final HeaderName AUTHORIZATION = known("Authorization", '\0');
    public static final HeaderName PROXY_AUTHORIZATION = known("Proxy-Authorization", '\0');
    public static final HeaderName WWW_AUTHENTICATE = known("WWW-Authenticate", '\0');
    public static final HeaderName PROXY_AUTHENTICATE = known("Proxy-Authenticate", '\0');
    public static final HeaderName RETRY_AFTER = known("Retry-After", '\0');
    public static final HeaderName SESSION_EXPIRES = known("Session-Expires", 'x');
    public static final HeaderName TIMESTAMP = known("Timestamp", '\0');
    public static final HeaderName SUBJECT = known("Subject", 's');
    public static final HeaderName EVENT = known("Event", 'o');
    public static final HeaderName REFER_TO = known("Refer-To", 'r');
    public static final HeaderName REASON = known("Reason", '\0');
    public static final HeaderName SERVER = known("Server", '\0');
    public static final HeaderName USER_AGENT = known("User-Agent", '\0');
    public static final HeaderName WARNING = known("Warning", '\0');
    public static final HeaderName DATE = known("Date", '\0');
    public static final HeaderName ACCEPT_CONTACT = known("Accept-Contact", 'a');
    public static final HeaderName REJECT_CONTACT = known("Reject-Contact", 'j');
    public static final HeaderName REQUEST_DISPOSITION = known("Request-Disposition", 'd');
    public static final HeaderName REFERRED_BY = known("Referred-By", 'b');
    public static final HeaderName IDENTITY = known("Identity", 'y');
    public static final HeaderName IDENTITY_INFO = known("Identity-Info", 'n');
    public static final HeaderName ALLOW_EVENTS = known("Allow-Events", 'u');
    public static final HeaderName SUBSCRIPTION_STATE = known("Subscription-State", '\0');
    public static final HeaderName SIP_ETAG = known("SIP-ETag", '\0');
    public static final HeaderName SIP_IF_MATCH = known("SIP-If-Match", '\0');
    public static final HeaderName SERVICE_ROUTE = known("Service-Route", '\0');
    public static final HeaderName FLOW_TIMER = known("Flow-Timer", '\0');

    private final String text;

    /// The text of a known name once more, for the comparison with received octets.
    private final byte[] octets;
    private final char compact;
    private final boolean known;

    private HeaderName(String text, char compact, boolean known) {
        this.text = text;
        this.octets = known ? text.getBytes(StandardCharsets.ISO_8859_1) : NO_OCTETS;
        this.compact = compact;
        this.known = known;
    }

    private static HeaderName known(String text, char compact) {
        var name = new HeaderName(text, compact, true);
        put(text, name);
        if (compact != 0) put(String.valueOf(compact), name);
        return name;
    }

    private static void put(String key, HeaderName name) {
        var bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        var i = slot(bytes, 0, bytes.length);
        while (TABLE[i] != null) i = (i + 1) & (TABLE.length - 1);
        TABLE[i] = name;
    }

    private static int slot(byte[] bytes, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) hash = hash * 31 + (bytes[i] | 0x20);
        return (hash ^ hash >>> 9 ^ hash >>> 18) & (TABLE.length - 1);
    }

    /// The name that stands in `bytes[from, to)`, which must be a token.
    public static HeaderName of(byte[] bytes, int from, int to) {
        for (int i = slot(bytes, from, to); TABLE[i] != null; i = (i + 1) & (TABLE.length - 1)) {
            if (TABLE[i].matches(bytes, from, to)) return TABLE[i];
        }
        var text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        if (!Cursor.isToken(text)) throw new IllegalArgumentException("no header name: " + text);
        return new HeaderName(text, '\0', false);
    }

    /// The name written so, which must be a token; known ones are always the constant.
    public static HeaderName of(String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return of(bytes, 0, bytes.length);
    }

    private boolean matches(byte[] bytes, int from, int to) {
        if (to - from == 1) return compact != 0 && (bytes[from] | 0x20) == compact;
        if (to - from != octets.length) return false;
        for (int i = 0; i < octets.length; i++) {
            int a = bytes[from + i];
            int b = octets[i];
            if (a == b) continue;
            boolean isLetter = (a | 0x20) >= 'a' && (a | 0x20) <= 'z';
            if ((a ^ b) != 0x20 || !isLetter) return false;
        }
        return true;
    }

    /// The one-letter form, for the names that have one.
    public Optional<Character> compact() {
        return compact == 0 ? Optional.empty() : Optional.of(compact);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof HeaderName that
                        && !known
                        && !that.known
                        && text.equalsIgnoreCase(that.text);
    }

    @Override
    public int hashCode() {
        return text.toLowerCase(Locale.ROOT).hashCode();
    }

    /// The full name: canonical for known ones, as written for others.
    @Override
    public String toString() {
        return text;
    }
}
